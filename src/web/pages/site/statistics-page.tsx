import type { PublishedWeek, StatisticsGroups, StatisticsReport } from '../../../shared/statistics.ts';
import { siteEn } from '../../i18n/site-en.ts';
import { type SiteTextKey, siteT } from '../../i18n/site-t.ts';
import { renderSitePage } from './site-document.tsx';

export interface StatisticsPageOptions {
  /** null: cannot be read just now. */
  report: StatisticsReport | null;
  styles: readonly string[];
}

const GROUPS = ['page', 'referrer', 'browser', 'device', 'match', 'item'] as const;
const DAY_MS = 24 * 3_600_000;
const dates = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' });
const numbers = new Intl.NumberFormat('en');

/** W10: the public statistics, with charts that need no script; each chart is a table, too. */
export function renderStatisticsPage({ report, styles }: StatisticsPageOptions): string {
  return renderSitePage({
    title: siteT('statistics.title'),
    ...{ styles, path: '/statistics' },
    children:
      report === null ? (
        <p role="alert">{siteT('statistics.away')}</p>
      ) : (
        <>
          <p class="site-lead">{siteT('statistics.lead', { least: report.withheldBelow })}</p>
          <ByWeek name="visits" weeks={report.weeks} />
          <ByWeek name="meetings" weeks={report.weeks} />
          {report.weeks[0] ? <LastWeek week={report.weeks[0]} /> : <p>{siteT('statistics.none')}</p>}
          <p class="hint">{siteT('statistics.how')}</p>
          <p>
            <a href="/statistics.json">{siteT('statistics.json')}</a>
          </p>
        </>
      ),
  });
}

/** The first week first. */
function ByWeek({ name, weeks }: { name: 'visits' | 'meetings'; weeks: readonly PublishedWeek[] }) {
  const shown = weeks
    .filter((week) => week[name] > 0)
    .map((week) => ({
      value: siteT('statistics.week-of', { from: dates.format(week.from) }),
      count: week[name],
    }))
    .reverse();
  if (weeks.length === 0) return null;
  return (
    <section class="statistics-group">
      <h2 id={`statistics-${name}`}>{siteT(`statistics.${name}`)}</h2>
      <Bars measure={name} groups={{ shown, others: 0 }} />
    </section>
  );
}

function LastWeek({ week }: { week: PublishedWeek }) {
  const span = { from: dates.format(week.from), until: dates.format(week.until - DAY_MS) };
  return (
    <section class="statistics-week" aria-labelledby="statistics-week">
      <h2 id="statistics-week">{siteT('statistics.week', span)}</h2>
      {GROUPS.map((measure) => (
        <section key={measure} class="statistics-group">
          <h3 id={`statistics-${measure}`}>{siteT(`statistics.${measure}`)}</h3>
          <Bars measure={measure} groups={week.groups[measure]} />
        </section>
      ))}
    </section>
  );
}

interface BarsProps {
  /** Whose heading has the id `statistics-` and this. */
  measure: string;
  groups: StatisticsGroups;
}

/** A chart that needs no script: a table with bars. */
export function Bars({ measure, groups: { shown, others } }: BarsProps) {
  if (shown.length === 0 && others === 0) return <p class="hint">{siteT('statistics.few')}</p>;
  const rows = shown.map(({ value, count }) => ({ text: valueText(measure, value), count }));
  if (others > 0) rows.push({ text: siteT('statistics.others'), count: others });
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <table class="statistics" aria-labelledby={`statistics-${measure}`}>
      <tbody>
        {rows.map(({ text, count }) => (
          <tr key={text}>
            <th scope="row">{text}</th>
            <td class="statistics-count">{numbers.format(count)}</td>
            <td class="statistics-bar">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={((100 * count) / most).toFixed(1)} height="10" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How a value is called; most are called what they are. */
export function valueText(measure: string, value: string): string {
  const key = `value.${measure}.${value}`;
  if (Object.hasOwn(siteEn, key)) return siteT(key as SiteTextKey & 'value.device.phone');
  return value === 'other' ? siteT('statistics.others') : value;
}
