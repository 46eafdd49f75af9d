import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { createTryThrottle } from '../../../meetings/try-throttle.ts';
import { ABUSE_LIMITS } from '../../../shared/abuse-limits.ts';
import type { FormGuard } from '../../../site/forms/form-guard.ts';
import { GaugeRecord, type WorstAges } from '../../../site/operator/gauge-record.ts';
import { type Health, readHealth } from '../../../site/operator/health.ts';
import { Inbox, type InboxOptions } from '../../../site/operator/inbox.ts';
import { Notices } from '../../../site/operator/notices.ts';
import { OperatorSessions } from '../../../site/operator/operator-sessions.ts';
import { SurveyFiles } from '../../../site/surveys/survey-files.ts';
import { SurveyForms, type SurveyFormsOptions } from '../../../site/surveys/survey-forms.ts';
import type { DurableStore } from '../../../storage/durable/durable-store.ts';
import type { Config } from '../../config.ts';

export interface OperatorOptions {
  store: DurableStore;
  guard: FormGuard;
  config: Pick<Config, 'dataDir' | 'operatorTokenHash'>;
  now: () => number;
  /** A clock that is never set, ms. */
  steady: () => number;
  log: FastifyBaseLogger;
  /** What others do about it, such as sending mails. */
  onAnswer: InboxOptions['onAnswer'];
  onSurveyAnswer: SurveyFormsOptions['onAnswer'];
  onFormError: SurveyFormsOptions['onError'];
}

/** The operator's part of the website, and the surveys. */
export interface Operator {
  readonly now: () => number;
  readonly sessions: OperatorSessions;
  /** The secret of the link that is printed at start; null: there is a token in the configuration. */
  readonly link: string | null;
  readonly inbox: Inbox;
  readonly notices: Notices;
  readonly surveys: SurveyFiles;
  readonly surveyForms: SurveyForms;
  health(): Promise<Health>;
  /** B3: where the worst of each hour comes from. */
  watchGauge(takeWorst: () => WorstAges): void;
  /** Writes down what is not written yet. */
  close(): Promise<void>;
}

const ROUND_MS = 60_000;

/** Starts the operator's services, and what they do each minute. */
export function startOperator(options: OperatorOptions): Operator {
  const { store, guard, config, now, steady, log, onAnswer, onSurveyAnswer, onFormError } = options;
  const tries = createTryThrottle(steady, ABUSE_LIMITS.signInTries);
  const secretHash = config.operatorTokenHash;
  const sessions = new OperatorSessions({ store, now, steady, random: randomBytes, tries, secretHash });
  const notices = new Notices(store, now);
  const surveys = new SurveyFiles(path.join(config.dataDir, 'surveys'));
  const record = new GaugeRecord(store, now);
  const startedAt = steady();
  let takeWorst: (() => WorstAges) | null = null;

  const writeGauge = async () => takeWorst && record.take(takeWorst());
  const round = async () => {
    tries.sweep();
    const done = await Promise.allSettled([
      notices.refresh(),
      writeGauge(),
      store.sessions.eraseBefore(new Date(now())),
    ]);
    const failed = done.find((each) => each.status === 'rejected');
    if (failed) log.warn({ err: failed.reason, code: 'operator' }, 'site');
  };
  const timer = setInterval(() => void round(), ROUND_MS);
  notices.refresh().catch(() => {}); // the next round tries again

  return {
    ...{ now, sessions, notices, surveys },
    link: secretHash === null ? sessions.makeLink() : null,
    inbox: new Inbox({ store, now, onAnswer }),
    surveyForms: new SurveyForms({ store, guard, now, onAnswer: onSurveyAnswer, onError: onFormError }),
    health: () =>
      readHealth({
        ...{ store, surveys, now: steady, startedAt },
        memoryBytes: () => process.memoryUsage.rss(),
        timeout: (ms) => sleep(ms, null, { ref: false }).then(() => Promise.reject(new Error('too late'))),
      }),
    watchGauge(take) {
      takeWorst = take;
    },
    async close() {
      clearInterval(timer);
      await writeGauge().catch(() => {});
    },
  };
}
