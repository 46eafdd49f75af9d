import { NAME_COOKIE } from '../../shared/cookies.ts';
import type { Held } from '../../shared/protocol.ts';
import { t } from '../i18n/meeting-t.ts';
import type { Trouble } from '../meeting/request.ts';
import type { AppModel } from '../pages/app-model.ts';
import type { CookieHere } from './cookies-here.ts';
import { countdown, sizeText } from './size-text.ts';

/** B1: one thing that is held. */
export interface HeldRow {
  readonly key: string;
  readonly what: string;
  readonly note: string;
  /** When it goes, in words. */
  readonly ends: string;
  remove(): Promise<Trouble | null>;
  /** C3: it is being removed and the server has not said yes so far. */
  readonly isLeaving?: () => boolean;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** B1: everything the server holds of this tab. */
export function rowsOf(held: Held, { state, actions }: AppModel): HeldRow[] {
  const texts = new Map([
    ...state.pending.value.map(({ id, draft }) => [id, draft.text] as const),
    ...[...(state.meeting.value?.items ?? []), ...state.shelf.value.items].map(
      ({ id, text }) => [id, text] as const,
    ),
  ]);
  const titled = (id: string) => shortened(texts.get(id) ?? t('card.unknown'));
  const ends = (until: number) => countdown(until - actions.serverNow());
  const removal = (itemId: string) => ({
    remove: () => actions.removeItem(itemId),
    isLeaving: () => state.removing.value.has(itemId),
  });
  const rows: HeldRow[] = held.items.map(({ itemId, kind, on, bytes, until }) => ({
    ...{ key: itemId, what: titled(itemId), ends: ends(until) },
    note: t(on === 'table' ? 'held.on-table' : 'held.on-shelf', {
      kind: kindText(kind),
      size: sizeText(bytes),
    }),
    ...removal(itemId),
  }));
  for (const { itemId, bytes, size, until } of held.uploads) {
    rows.push({
      ...{ key: itemId, what: titled(itemId), ends: ends(until) },
      note: t('held.upload', { part: sizeText(bytes), size: sizeText(size) }),
      ...removal(itemId),
    });
  }
  for (const { recordingId, seconds, until } of held.recordings) {
    rows.push({
      ...{ key: recordingId, what: t('held.recording'), ends: ends(until) },
      note: t('held.seconds', { count: Math.round(seconds) }),
      remove: () => actions.forgetRecording(recordingId),
    });
  }
  if (held.name !== null) {
    rows.push({
      ...{ key: 'name', what: held.name, note: t('held.name'), ends: ends(held.until) },
      remove: () => actions.rename(null),
    });
  }
  return rows;
}

/** B1: the cookies of this site in this browser. */
export function cookieRows(cookies: readonly CookieHere[], now: number, { actions }: AppModel): HeldRow[] {
  return cookies.map(({ name, until }) => ({
    ...{ key: `cookie-${name}`, what: t('held.cookie', { name }) },
    note: t(name === NAME_COOKIE ? 'held.cookie-name' : 'held.cookie-other'),
    ends: until === null ? t('held.cookie-ends') : daysText(until - now),
    // N3: deleting the name is what deletes its cookie.
    remove: name === NAME_COOKIE ? () => actions.rename(null) : async () => forgetCookie(name),
  }));
}

function forgetCookie(name: string): null {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in older browsers
  document.cookie = `${name}=; Max-Age=0; Path=/`;
  return null;
}

const daysText = (ms: number) =>
  ms < DAY_MS ? countdown(ms) : t('held.days', { count: Math.ceil(ms / DAY_MS) });
const kindText = (kind: string) =>
  kind in KINDS ? t(KINDS[kind as keyof typeof KINDS]) : t('held.kind-file');
const KINDS = {
  url: 'held.kind-url',
  note: 'held.kind-note',
  markdown: 'held.kind-note',
  image: 'held.kind-image',
  pdf: 'held.kind-pdf',
} as const;
const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
