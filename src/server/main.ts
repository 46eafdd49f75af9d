import { readConfig } from './config.ts';
import { createLog } from './http/log.ts';
import { startServer } from './server.ts';
import { StartupError } from './startup-error.ts';
import { formatStartup } from './startup-output.ts';

/** How long open connections have to end when the server is stopped, ms. */
const STOP_MS = 3_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const server = await startServer(config, createLog(config.logLevel));
  process.stdout.write(formatStartup({ ...server, isTerminal: process.stdout.isTTY === true }));
  const stop = () => {
    setTimeout(() => process.exit(0), STOP_MS).unref();
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  // Whoever starts the server can act on a StartupError; anything else is a fault of ours and keeps its trace.
  const text =
    error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`zipsocket: ${text}\n`);
  process.exit(1);
});
