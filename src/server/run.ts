import { readConfig } from './config.ts';
import { DRAIN_MS } from './drain.ts';
import { createLog } from './http/log.ts';
import { withSecretFiles } from './secret-files.ts';
import { type RunningServer, startServer } from './server.ts';
import { StartupError } from './startup-error.ts';
import { formatStartup } from './startup-output.ts';

/** How long everything has to close when nobody is served any more, ms. */
const STOP_MS = 3_000;

/** Runs the server until it is stopped. */
export function run(): void {
  serve().catch(fail);
}

async function serve(): Promise<void> {
  const config = readConfig(withSecretFiles(process.env));
  delete process.env.OPERATOR_TOKEN; // its hash is enough from here on
  const server = await startServer(config, createLog(config.logLevel));
  process.stdout.write(formatStartup({ ...server, isTerminal: process.stdout.isTTY === true }));
  let stopping = false;
  const stop = () => {
    if (stopping) return; // a terminal tells every process of it, and so does whoever started this one
    stopping = true;
    setTimeout(() => process.exit(0), DRAIN_MS + STOP_MS).unref();
    end(server).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, stop);
}

async function end(server: RunningServer): Promise<void> {
  await server.drain();
  setTimeout(() => process.exit(0), STOP_MS).unref();
  await server.close();
}

/** Whoever starts the server can act on a StartupError; anything else is a fault of ours and keeps its trace. */
function fail(error: unknown): void {
  const text =
    error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`zipsocket: ${text}\n`);
  process.exit(1);
}
