import type { StatisticsGroups, StatisticsReport } from '../../../shared/statistics.ts';
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
          <p class="site-lead">
            {siteT('statistics.lead', {
              ...{ from: dates.format(report.from), until: dates.format(report.until - DAY_MS) },
              least: report.withheldBelow,
            })}
          </p>
          <Days name="visits" {...report.visits} />
          <Days name="meetings" {...report.meetings} />
          {GROUPS.map((measure) => (
            <section key={measure} class="statistics-group">
              <h2 id={`statistics-${measure}`}>{siteT(`statistics.${measure}`)}</h2>
              <Bars measure={measure} groups={report.groups[measure]} />
            </section>
          ))}
          <p class="hint">{siteT('statistics.how')}</p>
          <p>
            <a href="/statistics.json">{siteT('statistics.json')}</a>
          </p>
        </>
      ),
  });
}

function Days({ name, total, ...groups }: { name: 'visits' | 'meetings'; total: number } & StatisticsGroups) {
  return (
    <section class="statistics-group">
      <h2 id={`statistics-${name}`}>{siteT(`statistics.${name}`)}</h2>
      <p class="statistics-total">
        {total === 0 ? siteT('statistics.few') : siteT('statistics.total', { count: total })}
      </p>
      {total === 0 ? null : <Bars measure={name} groups={groups} />}
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
