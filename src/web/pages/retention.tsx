import { renderToString } from 'preact-render-to-string';
import { RETENTION_LIMITS, type RetentionReading } from '../../shared/retention.ts';
import { t } from '../i18n/retention-t.ts';
import { ageText, timeText } from './time-text.ts';

export interface RetentionPageOptions {
  reading: RetentionReading;
  /** Addresses of the built page's style sheets; the page has no script. */
  assets: { styles: string[] };
  /** ms on the server's clock */
  time: number;
  /** The visitor asked for a page that holds still (`/retention?still`). */
  still?: boolean;
}

/** Pause between two loads of the page, s. */
const REFRESH_S = 5;

/** B3: the public page of the retention gauge, a whole document that works without JavaScript. */
export function renderRetentionPage({ reading, assets, time, still = false }: RetentionPageOptions): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${t('retention.title')} - ${t('page.title')}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        {still ? null : <meta http-equiv="refresh" content={String(REFRESH_S)} />}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        {assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
      </head>
      <body>
        <main class="retention">
          <p>
            <a class="retention-home" href="/">
              {t('page.title')}
            </a>
          </p>
          <h1 class="retention-title">{t('retention.title')}</h1>
          <p>{t('retention.lead')}</p>
          <Verdict broken={reading.broken} />
          <Measure kind="audio" reading={reading} />
          <Measure kind="idle" reading={reading} />
          <p class="hint">
            {t('retention.at', { time: timeText(time) })}{' '}
            {t('retention.since', { since: timeText(reading.since) })}
          </p>
          <p class="hint">
            {still ? t('retention.paused') : t('retention.refreshing', { count: REFRESH_S })}{' '}
            <a href={still ? '/retention' : '/retention?still'}>
              {t(still ? 'retention.resume' : 'retention.pause')}
            </a>
          </p>
          <p class="hint">
            <a href="/retention.json">{t('retention.json')}</a>
          </p>
        </main>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}`;
}

/** Whether all is well; if not, what follows from it, and why. */
function Verdict({ broken }: Pick<RetentionReading, 'broken'>) {
  if (!broken.audio && !broken.idle) return <p class="retention-well">{t('retention.well')}</p>;
  return (
    <section class="retention-stopped">
      <h2>{t('retention.stopped')}</h2>
      {broken.audio ? <p>{t('retention.audio-broken')}</p> : null}
      {broken.idle ? <p>{t('retention.idle-broken')}</p> : null}
    </section>
  );
}

function Measure({ kind, reading }: { kind: 'audio' | 'idle'; reading: RetentionReading }) {
  const key = `${kind}Ms` as const;
  return (
    <section class="retention-measure" data-measure={kind} data-broken={reading.broken[kind]}>
      <h2>{t(`retention.${kind}`)}</h2>
      <p class="hint">{t(`retention.${kind}-what`)}</p>
      <dl class="retention-figures">
        <Figure label={t('retention.now')} ms={reading.now[key]} over={reading.broken[kind]} />
        <Figure
          label={t('retention.worst')}
          ms={reading.worst[key]}
          over={(reading.worst[key] ?? 0) > RETENTION_LIMITS[key]}
        />
        <Figure label={t('retention.limit')} ms={RETENTION_LIMITS[key]} over={false} />
      </dl>
    </section>
  );
}

/** An age; one over its limit says so in words, not by colour alone. */
function Figure({ label, ms, over }: { label: string; ms: number | null; over: boolean }) {
  return (
    <div class="retention-figure">
      <dt>{label}</dt>
      <dd>{ms === null ? t('retention.none') : ageText(ms)}</dd>
      {over ? <dd class="error">{t('retention.broken')}</dd> : null}
    </div>
  );
}
