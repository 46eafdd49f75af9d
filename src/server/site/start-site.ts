import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { createFormGuard, type FormGuard } from '../../site/forms/form-guard.ts';
import { MessageForms } from '../../site/forms/message-forms.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import { openEmbedded } from '../../storage/durable/embedded.ts';
import { openPostgres } from '../../storage/durable/postgres.ts';
import type { Config } from '../config.ts';
import { type MailOptions, type MailParts, startMail } from './start-mail.ts';

export interface SiteOptions {
  config: Pick<Config, 'dataDir' | 'databaseUrl'> & MailOptions['config'];
  now: () => number;
  log: FastifyBaseLogger;
}

/** The website: what is kept, and the services around it. */
export interface Site extends MailParts {
  readonly store: DurableStore;
  readonly guard: FormGuard;
  readonly forms: MessageForms;
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
  const mail = startMail({ config, store, guard, now, log });
  const forms = new MessageForms({ store, guard, now, onMessage: (message) => mail.queue.forward(message) });
  const close = async () => {
    await mail.close();
    await opened.close();
  };
  return { store, guard, forms, ...mail, close };
}
