import type { ChangeOf, ViewOf } from '../../shared/apply-change.ts';
import { fromBase64url } from '../../shared/base64url.ts';
import { contentSchema, fileNameSchema, type ItemKind } from '../../shared/content.ts';
import type { FileView, ItemKeys, ItemView, MeetingChange, MeetingView } from '../../shared/meeting-view.ts';
import { contentPath } from '../../shared/protocol.ts';
import { createSeal, importItemKey, type Seal } from './sealed-line.ts';

/** A thing on the table as this page can show it. */
export interface OpenItem {
  readonly id: string;
  readonly ownerId: string;
  readonly kind: ItemKind;
  readonly addedAt: number;
  /** The address, the note, or the file's name; null: it does not open, or is nothing that may be shown. */
  readonly text: string | null;
  readonly file: FileView | null;
  /** C10: where this reader finds the bytes, as long as they are in the meeting. */
  readonly source: string | null;
}

export type OpenView = ViewOf<OpenItem>;

/** Opens what comes sealed. What it opened before it knows, until it is told that it is gone. */
export interface Opener {
  items(items: readonly ItemView[], keys: ItemKeys, seal: Seal | null, reader: string): Promise<OpenItem[]>;
  view(view: MeetingView, keys: ItemKeys, seal: Seal | null): Promise<OpenView>;
  change(
    change: MeetingChange,
    keys: ItemKeys,
    seal: Seal | null,
    reader: string,
  ): Promise<ChangeOf<OpenItem>>;
  /** Keeps what is still somewhere, and forgets the rest. */
  keep(ids: ReadonlySet<string>): void;
}

export function createOpener(): Opener {
  const texts = new Map<string, string | null>();

  async function textOf(item: ItemView, keys: ItemKeys, seal: Seal | null): Promise<string | null> {
    const known = texts.get(item.id);
    if (known !== undefined) return known;
    const key = keys[item.id];
    if (key === undefined || seal === null) return null; // the key comes with the next whole view
    const text = await openText(item, key, seal).catch(() => null);
    texts.set(item.id, text);
    return text;
  }
  async function open(item: ItemView, keys: ItemKeys, seal: Seal | null, reader: string): Promise<OpenItem> {
    const { id, ownerId, kind, addedAt, file } = item;
    const source = file === null ? null : contentPath(id, reader);
    return { id, ownerId, kind, addedAt, file, source, text: await textOf(item, keys, seal) };
  }
  const items: Opener['items'] = (list, keys, seal, reader) =>
    Promise.all(list.map((item) => open(item, keys, seal, reader)));

  return {
    items,
    view: async (view, keys, seal) => ({ ...view, items: await items(view.items, keys, seal, view.reader) }),
    change: async (change, keys, seal, reader) =>
      change.type === 'item-added'
        ? { ...change, item: await open(change.item, keys, seal, reader) }
        : change,
    keep(ids) {
      for (const id of texts.keys()) if (!ids.has(id)) texts.delete(id);
    },
  };
}

/** The text, if it is one that may be shown: whoever laid it down may have had a page of their own making. */
async function openText({ id, kind, sealed }: ItemView, key: string, seal: Seal): Promise<string | null> {
  const itemKey = await importItemKey(await seal.open(fromBase64url(key), 'item-key', id));
  const plain = await createSeal(itemKey.key).open(fromBase64url(sealed), 'text', id);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
  if (kind === 'url' || kind === 'note' || kind === 'markdown')
    return contentSchema.parse({ kind, text }).text;
  return fileNameSchema.parse(text);
}
