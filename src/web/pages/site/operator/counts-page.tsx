import { operatorT } from '../../../i18n/operator-en.ts';
import { siteEn } from '../../../i18n/site-en.ts';
import { type SiteTextKey, siteT } from '../../../i18n/site-t.ts';
import { Bars } from '../statistics-page.tsx';
import { type Frame, Paging, type Place, renderOperatorPage, Table, Time } from './operator-page.tsx';

type Values = readonly { value: string; count: number }[];

/** W6: what was counted lately, exactly; each chart is a table, too. */
export function renderCountsPage(options: {
  frame: Frame;
  days: number;
  /** Spans that can be chosen. */
  choices: readonly number[];
  report: {
    groups: readonly { measure: string; values: Values }[];
    days: Readonly<Record<'visit' | 'meeting', Values>>;
  };
}): string {
  const { frame, days, choices, report } = options;
  const charts = [
    { measure: 'visits', values: report.days.visit },
    { measure: 'meetings', values: report.days.meeting },
    ...report.groups,
  ];
  return renderOperatorPage({
    ...{ frame, path: '/operator/statistics', title: operatorT('statistics.title') },
    children: (
      <>
        <p class="site-lead">{operatorT('statistics.lead', { count: days })}</p>
        <nav class="operator-paging" aria-label={operatorT('statistics.spans')}>
          {choices.map((count) => (
            <a
              key={count}
              href={`/operator/statistics?days=${count}`}
              {...(count === days ? { 'aria-current': 'true' as const } : {})}
            >
              {operatorT('statistics.days', { count })}
            </a>
          ))}
          <a href={`/operator/statistics.csv?days=${days}`}>{operatorT('statistics.csv')}</a>
        </nav>
        {charts.map(({ measure, values }) => (
          <section key={measure} class="statistics-group">
            <h2 id={`statistics-${measure}`}>{measureText(measure)}</h2>
            <p class="statistics-total">
              {siteT('statistics.total', { count: values.reduce((sum, { count }) => sum + count, 0) })}
            </p>
            <Bars measure={measure} groups={{ shown: [...values], others: 0 }} />
          </section>
        ))}
      </>
    ),
  });
}

/** What a measure is called; one that has no name yet is called what it is. */
function measureText(measure: string): string {
  const key = `statistics.${measure}`;
  return Object.hasOwn(siteEn, key) ? siteT(key as SiteTextKey & 'statistics.visits') : measure;
}

/** W6: what may be an attack, and where it came from. */
export function renderSecurityPage(options: {
  frame: Frame;
  events: readonly { at: Date; address: string; event: string }[];
  place: Place;
}): string {
  const { frame, events, place } = options;
  const title = operatorT('security.title');
  const head = [operatorT('list.time'), operatorT('security.address'), operatorT('security.event')];
  return renderOperatorPage({
    ...{ frame, path: '/operator/security', title },
    children: (
      <>
        <p class="site-lead">{operatorT('security.lead')}</p>
        {events.length > 0 ? (
          <Table label={title} head={head}>
            {events.map(({ at, address, event }, i) => (
              <tr key={i}>
                <td>
                  <Time at={at} />
                </td>
                <td>{address}</td>
                <td>{event}</td>
              </tr>
            ))}
          </Table>
        ) : null}
        <Paging path="/operator/security" place={place} />
      </>
    ),
  });
}
