import type { ComponentChildren } from 'preact';
import { t } from '../i18n/meeting-t.ts';
import { sizeText } from '../panel/size-text.ts';
import { ShowHere } from '../show/in-place.tsx';
import { Markdown } from '../show/markdown.tsx';
import { PdfView } from '../show/pdf-view.tsx';
import { PlainNote } from '../show/plain-note.tsx';
import { Download } from './file-card.tsx';
import { hostOf } from './host.ts';
import { titleOf } from './item-title.ts';
import type { OpenItem } from './opened.ts';
import { Picture } from './picture.tsx';

export interface LargeBodyProps {
  item: OpenItem;
  /** Of a PDF file, from 1. */
  page: number;
  onPage(page: number): void;
  /** There is a line to the server. */
  online: boolean;
}

/** A thing as large as there is room for it. */
export function LargeBody({ item, page, onPage, online }: LargeBodyProps) {
  const { kind, text, source, file } = item;
  if (text === null) return <p class="card-unreadable">{t('card.unreadable')}</p>;
  if (kind === 'note') return <Large item={item}>{<PlainNote text={text} />}</Large>;
  if (kind === 'markdown') return <Large item={item}>{<Markdown text={text} />}</Large>;
  if (kind === 'url') {
    return (
      <Large item={item}>
        <ShowHere address={text}>
          <a
            class="large-address"
            href={text}
            target="_blank"
            rel="noopener noreferrer"
            referrerpolicy="no-referrer"
          >
            <span class="card-host">{hostOf(text)}</span>
            <span class="card-address">{text}</span>
            <span class="visually-hidden">{t('card.new-tab')}</span>
          </a>
        </ShowHere>
      </Large>
    );
  }
  if (source === null || file === null) return null;
  if (kind === 'image')
    return <Picture class="large-picture" source={source} name={text} online={online} grown />;
  if (kind === 'pdf') return <PdfView source={source} name={text} page={page} onPage={onPage} />;
  return (
    <Large item={item}>
      <p class="large-file">
        {text} <span class="card-file-size">{sizeText(file.size)}</span>
      </p>
      <Download source={source} name={text} />
    </Large>
  );
}

/** What is longer than the room scrolls, also by keys. */
function Large({ item, children }: { item: OpenItem; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keys do not scroll everywhere
    <div class="large-text" role="group" aria-label={titleOf(item)} tabIndex={0}>
      {children}
    </div>
  );
}
