import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import type { PdfDocument, PdfTrouble } from './pdf-document.ts';

/** The viewer comes when the first PDF file is looked at; the server, which renders this page too, has none. */
const openPdf = async (source: string, onLoaded: (share: number) => void) =>
  (await import('./pdf-document.ts')).openPdf(source, onLoaded);

export interface PdfViewProps {
  /** Where its bytes are. */
  source: string;
  name: string;
  /** From 1. */
  page: number;
  /** Somebody leafs. */
  onPage(page: number): void;
}

/** C1: a PDF file, one page at a time. */
export function PdfView({ source, name, page, onPage }: PdfViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useSignal<PdfDocument | PdfTrouble | null>(null);
  const drawn = useSignal(0);
  /** A page that the file promises and has not. */
  const missing = useSignal(0);
  /** How much of it is here, 0 to 1. */
  const loaded = useSignal(0);
  useEffect(() => {
    let gone = false;
    let opened: PdfDocument | null = null;
    shown.value = null;
    drawn.value = 0;
    missing.value = 0;
    loaded.value = 0;
    const onLoaded = (share: number) => {
      if (!gone) loaded.value = share;
    };
    openPdf(source, onLoaded).then(
      (found) => {
        if (typeof found !== 'string') opened = found;
        if (gone) opened?.close();
        else shown.value = found;
      },
      () => {
        if (!gone) shown.value = 'offline';
      },
    );
    return () => {
      gone = true;
      opened?.close();
    };
  }, [source, shown, drawn, missing, loaded]);

  const pdf = shown.value;
  const pages = pdf === null || typeof pdf === 'string' ? 0 : pdf.pages;
  const at = Math.min(Math.max(page, 1), Math.max(pages, 1));
  useEffect(() => {
    if (pdf === null || typeof pdf === 'string') return;
    const draw = () => {
      if (canvas.current === null) return;
      void pdf.draw(at, canvas.current).then((came) => {
        if (came === 'drawn') drawn.value = at;
        if (came === 'missing') missing.value = at;
      });
    };
    draw();
    const watch = new ResizeObserver(draw);
    if (canvas.current?.parentElement) watch.observe(canvas.current.parentElement);
    return () => watch.disconnect();
  }, [pdf, at, drawn, missing]);

  if (typeof pdf === 'string') {
    return (
      <p class="pdf-trouble error" role="alert">
        {t(`pdf.${pdf}`)}
      </p>
    );
  }
  const turn = (by: number) => {
    const next = Math.min(Math.max(at + by, 1), pages);
    if (next !== at) onPage(next);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys repeat what the buttons do
    <div
      class="pdf"
      data-pages={pages}
      data-drawn={drawn.value}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight' || event.key === 'PageDown') turn(1);
        else if (event.key === 'ArrowLeft' || event.key === 'PageUp') turn(-1);
        else return;
        event.preventDefault();
      }}
    >
      <div class="pdf-page">
        {pages === 0 ? (
          <progress
            class="pdf-progress"
            max={1}
            value={loaded.value}
            aria-label={t('pdf.loaded', { name })}
          />
        ) : null}
        {missing.value === at ? (
          <p class="pdf-trouble error" role="alert">
            {t('pdf.missing', { page: at })}
          </p>
        ) : null}
        <canvas
          ref={canvas}
          hidden={missing.value === at}
          class="pdf-canvas"
          role="img"
          aria-label={t('pdf.page-of', { name, page: at })}
        />
      </div>
      <div class="pdf-bar">
        <button class="button pdf-back" type="button" disabled={at <= 1} onClick={() => turn(-1)}>
          {t('pdf.back')}
        </button>
        <span class="pdf-count" role="status">
          {pages === 0 ? t('pdf.loading') : t('pdf.count', { page: at, count: pages })}
        </span>
        <button class="button pdf-on" type="button" disabled={at >= pages} onClick={() => turn(1)}>
          {t('pdf.on')}
        </button>
      </div>
    </div>
  );
}
