import { t } from '../i18n/t.ts';

/** What the folded panel says of what is in it. */
export interface Inside {
  readonly name: string | null;
  /** Things on the shelf, and those on their way to it. */
  readonly waiting: number;
  /** Files that do not go on. */
  readonly stuck: number;
}

/** The handle of the sheet on a phone, in a meeting. */
export function SheetLabel({ open, stuck }: { open: boolean; stuck: number }) {
  return (
    <span>
      {t(open ? 'panel.close' : 'panel.open')}{' '}
      <small>{t(open ? 'panel.close-more' : 'panel.open-more')}</small>
      {stuck === 0 || open ? null : (
        <span class="panel-badge">
          {stuck}
          <span class="visually-hidden"> {t('panel.stuck', { count: stuck })}</span>
        </span>
      )}
    </span>
  );
}

/** The folded row before a meeting. */
export function RowLabel({ inside: { name, waiting, stuck } }: { inside: Inside }) {
  const parts = [waiting > 0 ? t('panel.row-things', { count: waiting }) : null, name].filter(
    (part) => part !== null,
  );
  const isPlain = parts.length === 0 && stuck === 0;
  return (
    <>
      <span class="panel-row-label">{t('panel.row')}</span>
      <span class={isPlain ? 'panel-row-none' : 'panel-row-value'}>
        {stuck === 0 ? null : <span class="panel-row-stuck">{t('panel.row-stuck', { count: stuck })}</span>}
        {stuck > 0 && parts.length > 0 ? ' · ' : null}
        {isPlain ? t('panel.row-none') : parts.join(' · ')}
      </span>
      <svg class="icon chevron" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d="m4 6 4 4 4-4" />
      </svg>
    </>
  );
}
