import { RETENTION_LIMITS } from '../../../../shared/retention.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { ageText } from '../../time-text.ts';
import { type Frame, Paging, type Place, renderOperatorPage, Table, Time } from './operator-page.tsx';
import { type SurveyFaultLine, SurveyFaults } from './surveys-page.tsx';

export interface HealthFacts {
  databaseMs: number | null;
  mailsWaiting: number | null;
  mailsFailed: number | null;
  memoryBytes: number;
  uptimeMs: number;
  surveyFaults: readonly SurveyFaultLine[];
}

const MB = 1024 * 1024;

/** How the server is. */
export function renderHealthPage({ frame, health }: { frame: Frame; health: HealthFacts }): string {
  const { databaseMs, mailsWaiting, mailsFailed, memoryBytes, uptimeMs, surveyFaults } = health;
  const minutes = Math.floor(uptimeMs / 60_000);
  return renderOperatorPage({
    ...{ frame, path: '/operator/health', title: operatorT('health.title') },
    children: (
      <dl class="operator-facts">
        <dt>{operatorT('health.database')}</dt>
        <dd id="health-database" class={databaseMs === null ? 'error' : ''}>
          {databaseMs === null
            ? operatorT('health.database-away')
            : operatorT('health.database-well', { ms: Math.ceil(databaseMs) })}
        </dd>
        <dt>{operatorT('health.mails')}</dt>
        <dd>{mailsWaiting ?? operatorT('health.unknown')}</dd>
        <dt>{operatorT('health.failed')}</dt>
        <dd>{mailsFailed ?? operatorT('health.unknown')}</dd>
        <dt>{operatorT('health.memory')}</dt>
        <dd>{operatorT('health.megabytes', { count: Math.round(memoryBytes / MB) })}</dd>
        <dt>{operatorT('health.uptime')}</dt>
        <dd>{operatorT('health.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })}</dd>
        <dt>{operatorT('health.surveys')}</dt>
        <dd id="health-surveys">
          {surveyFaults.length === 0 ? (
            operatorT('health.surveys-well')
          ) : (
            <SurveyFaults faults={surveyFaults} />
          )}
        </dd>
      </dl>
    ),
  });
}

/** B3: the worst of each hour. */
export function renderGaugePage(options: {
  frame: Frame;
  hours: readonly {
    hour: Date;
    oldestAudioMs: number | null;
    oldestIdleMs: number | null;
    isBroken: boolean;
  }[];
  place: Place;
}): string {
  const { frame, hours, place } = options;
  const title = operatorT('gauge.title');
  const head = [...(['hour', 'audio', 'idle', 'limits'] as const).map((name) => operatorT(`gauge.${name}`))];
  return renderOperatorPage({
    ...{ frame, path: '/operator/gauge', title },
    children: (
      <>
        <p class="site-lead">{operatorT('gauge.lead')}</p>
        {hours.length > 0 ? (
          <Table label={title} head={head}>
            {hours.map(({ hour, oldestAudioMs, oldestIdleMs, isBroken }) => (
              <tr key={hour.getTime()}>
                <td>
                  <Time at={hour} />
                </td>
                <td>
                  <Age ms={oldestAudioMs} limit={RETENTION_LIMITS.audioMs} label={operatorT('gauge.audio')} />
                </td>
                <td>
                  <Age ms={oldestIdleMs} limit={RETENTION_LIMITS.idleMs} label={operatorT('gauge.idle')} />
                </td>
                <td class={isBroken ? 'error' : ''}>{operatorT(isBroken ? 'gauge.broken' : 'gauge.kept')}</td>
              </tr>
            ))}
          </Table>
        ) : null}
        <Paging path="/operator/gauge" place={place} />
      </>
    ),
  });
}

function Age({ ms, limit, label }: { ms: number | null; limit: number; label: string }) {
  if (ms === null) return <span class="hint">{operatorT('gauge.nothing')}</span>;
  return (
    <>
      {ageText(ms)} <meter min={0} max={limit} value={Math.min(ms, limit)} aria-label={label} />
    </>
  );
}
