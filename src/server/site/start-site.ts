import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { addressGroup } from '../../meetings/address-group.ts';
import { createFormGuard, type FormGuard } from '../../site/forms/form-guard.ts';
import { MessageForms } from '../../site/forms/message-forms.ts';
import { keptData } from '../../site/kept-data.ts';
import { surveyAnswerText } from '../../site/mail/mail-texts.ts';
import { NewsDesk } from '../../site/operator/news-desk.ts';
import { openPolicy, type Policy } from '../../site/policy/policy.ts';
import { notePublished } from '../../site/policy/published.ts';
import { POLICY_FOLDER, PolicyError } from '../../site/policy/read-policy.ts';
import { RightsService } from '../../site/rights/rights-service.ts';
import { Wiping } from '../../site/wiping.ts';
import type { DurableStore, Message } from '../../storage/durable/durable-store.ts';
import { openEmbedded } from '../../storage/durable/embedded.ts';
import { FolderInUse } from '../../storage/durable/folder-lock.ts';
import { surveyMailId } from '../../storage/durable/mail-ids.ts';
import type { OpenStore } from '../../storage/durable/postgres.ts';
import { openPostgresLater } from '../../storage/durable/postgres-later.ts';
import type { HomeNotice } from '../../web/pages/site/home-notices.tsx';
import { rightsMail } from '../../web/pages/site/rights-mail.ts';
import type { Config } from '../config.ts';
import { StartupError } from '../startup-error.ts';
import { type Operator, type OperatorOptions, startOperator } from './operator/start-operator.ts';
import { isOwnMachine } from './own-machine.ts';
import { type MailOptions, type MailParts, startMail } from './start-mail.ts';
import { type Statistics, startStatistics } from './start-statistics.ts';

export interface SiteOptions {
  config: Pick<
    Config,
    'dataDir' | 'databaseUrl' | 'policyDir' | 'contactEmail' | 'processors' | 'retentionDays'
  > &
    MailOptions['config'] &
    OperatorOptions['config'];
  /** The wall clock, for what is shown and what is written down, ms. */
  now: () => number;
  /** A clock that is never set, for what is waited for in memory, ms; the same where it is left out. */
  steady?: () => number;
  /** What takes the whole machine's time waits for it; nothing when it is left out. */
  mayBegin?: Promise<unknown>;
  /** The origin that links in mails lead to: never what a request says it was sent to. */
  origin: () => string;
  log: FastifyBaseLogger;
}

/** The website: what is kept, and the services around it. */
export interface Site extends MailParts {
  readonly store: DurableStore;
  readonly guard: FormGuard;
  readonly forms: MessageForms;
  readonly policy: Policy;
  readonly statistics: Statistics;
  readonly rights: RightsService;
  /** The address of a page, for mails. */
  readonly linkTo: (path: string) => string;
  /** W3: what the home page says now. */
  notices(): readonly HomeNotice[];
  readonly operator: Operator;
  /** What the operator does with the mailing list. */
  readonly newsDesk: NewsDesk;
  /** The tables are those of this version, or could not be brought there yet; an embedded database is not waited for. */
  isSettled(): boolean;
  close(): Promise<void>;
}

/** Told once, when the first try to open it failed. */
const DATABASE_AWAY =
  'the database cannot be used: forms and figures wait, joining does not; see DATABASE_URL, or the disk of DATA_DIR';

/** A server that is stopped waits no longer for a table that is written anew, ms. */
const LAST_WIPE_MS = 2_000;

/**
 * Opens the durable store, in the background: joining by sound does not wait for it.
 *
 * @throws StartupError when the privacy policy is not as it has to be, or another server has the embedded database
 */
export function startSite({ config, now, steady = now, mayBegin, origin, log }: SiteOptions): Site {
  const policy = readPolicyOf(config);
  const opened = config.databaseUrl
    ? openPostgresLater(config.databaseUrl)
    : openOwn(path.join(config.dataDir, 'database'), mayBegin);
  let isSettled = config.databaseUrl === null;
  opened.ready
    .catch((error) => log.error({ err: error, code: 'database' }, DATABASE_AWAY))
    .finally(() => {
      isSettled = true;
    });
  const { store } = opened;
  const guard = createFormGuard({ key: randomBytes(32), now: steady, groupOf: addressGroup });
  const onError = (error: unknown) => log.error({ err: error, code: 'form' }, 'site');
  const mail = startMail({ config, store, guard, now, steady, origin, log });
  const { queue, subscriptions, campaigns, sendsMail } = mail;
  const onMessage = (message: Message) => queue.forward(message);
  const forms = new MessageForms({ store, guard, now, onMessage, onError });
  const statistics = startStatistics({ store, now, steady, log, kept: policy.kept });
  const wiping = new Wiping({
    store: store.kept,
    onError: (error) => log.error({ err: error, code: 'wiping' }, 'site'),
  });
  const rights = new RightsService({
    ...{ store: store.rights, queue, now, mailText: rightsMail },
    newToken: () => randomBytes(32).toString('base64url'),
    onErased: () => wiping.soon(),
    // W5: who was on the list gets no news either when somebody imports the address again.
    async onErase(email) {
      if ((await store.subscribers.of(email)) !== null) await subscriptions.unsubscribe(email, 'erased');
    },
  });
  const linkTo = (page: string) => `${origin()}${page}`;
  const operator = startOperator({
    ...{ store, guard, config, now, steady, log, onFormError: onError },
    async onAnswer(message, answer) {
      await queue.answer(message, answer);
    },
    onSurveyAnswer: ({ id, surveyId }) =>
      queue.tell(surveyAnswerText(linkTo(`/operator/surveys/${surveyId}`)), surveyMailId(id)),
  });
  const newsDesk = new NewsDesk({ store, campaigns, subscriptions, rights, now });
  const notices = (): HomeNotice[] => [
    ...policy.notices(now()).map((text) => ({ text, href: '/privacy/history' })),
    ...operator.notices.current().map(({ text }) => ({ text, href: null })),
  ];
  return {
    ...{ store, guard, forms, policy, statistics, rights, operator, newsDesk },
    ...{ queue, subscriptions, campaigns, sendsMail, notices },
    isSettled: () => isSettled,
    linkTo,
    async close() {
      await operator.close();
      await mail.close();
      await statistics.close();
      await wiping.settled(LAST_WIPE_MS);
      await opened.close();
    },
  };
}

function openOwn(folder: string, mayBegin?: Promise<unknown>): OpenStore {
  try {
    return openEmbedded(folder, mayBegin);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    throw new StartupError(
      `DATA_DIR: ${error.message}; end it, or set DATA_DIR to another folder; several servers share a DATABASE_URL`,
    );
  }
}

function readPolicyOf({
  dataDir,
  policyDir,
  contactEmail,
  processors,
  smtp,
  retentionDays,
}: SiteOptions['config']): Policy {
  try {
    const policy = openPolicy({
      folder: policyDir ?? POLICY_FOLDER,
      contactEmail,
      processors: processors ?? providerOf(smtp),
      kept: keptData(retentionDays),
    });
    notePublished(path.join(dataDir, 'policy-published.json'), policy.versions);
    return policy;
  } catch (error) {
    throw error instanceof PolicyError ? new StartupError(`the privacy policy: ${error.message}`) : error;
  }
}

/** W9: mails go through somebody's hands; whoever it is, the policy does not say that there is nobody. */
function providerOf(smtp: SiteOptions['config']['smtp']): string | null {
  const host = smtp === null ? null : new URL(smtp.url).hostname;
  return host === null || isOwnMachine(host) ? null : `${host} (hands over our mails)`;
}
