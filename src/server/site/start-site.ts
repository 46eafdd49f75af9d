import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { createFormGuard, type FormGuard } from '../../site/forms/form-guard.ts';
import { MessageForms } from '../../site/forms/message-forms.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import { openEmbedded } from '../../storage/durable/embedded.ts';
import { openPostgres } from '../../storage/durable/postgres.ts';
import type { Config } from '../config.ts';
import { type Operator, startOperator } from './operator/start-operator.ts';

export interface SiteOptions {
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'operatorTokenHash'>;
  now: () => number;
  log: FastifyBaseLogger;
}

/** The website: what is kept, and the services around it. */
export interface Site {
  readonly store: DurableStore;
  readonly guard: FormGuard;
  readonly forms: MessageForms;
  readonly operator: Operator;
  close(): Promise<void>;
}

/** Opens the durable store, in the background: joining by sound does not wait for it. */
export function startSite({ config, now, log }: SiteOptions): Site {
  const opened = config.databaseUrl
    ? openPostgres(config.databaseUrl)
    : openEmbedded(path.join(config.dataDir, 'database'));
  opened.ready.catch((error) => log.error({ err: error, code: 'database' }, 'site'));
  const { store } = opened;
  const guard = createFormGuard({ key: randomBytes(32), now });
  const forms = new MessageForms({ store, guard, now, onMessage: async () => {} });
  const operator = startOperator({
    ...{ store, guard, config, now, log },
    onAnswer: async () => {},
    onSurveyAnswer: async () => {},
    onRefused: () => {},
  });
  return {
    ...{ store, guard, forms, operator },
    async close() {
      await operator.close();
      await opened.close();
    },
  };
}
