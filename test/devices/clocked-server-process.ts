import type * as ConfigModule from '../../src/server/config.ts';
import type * as LogModule from '../../src/server/http/log.ts';
import type * as ClockModule from '../../src/server/live/clock.ts';
import type * as ServerModule from '../../src/server/server.ts';
import { importBuilt } from '../server/support/built.ts';

/* The built server with a clock that its parent moves on: each message is so many ms. */
const { createClock } = await importBuilt<typeof ClockModule>('server/live/clock.js');
const { readConfig } = await importBuilt<typeof ConfigModule>('server/config.js');
const { createLog } = await importBuilt<typeof LogModule>('server/http/log.js');
const { startServer } = await importBuilt<typeof ServerModule>('server/server.js');

const { now, origin } = createClock();
let passed = 0;
const config = readConfig(process.env);
const server = await startServer(config, createLog(config.logLevel), {
  clock: { now: () => now() + passed, origin },
});
process.on('message', (ms: number) => {
  passed += ms;
  setTimeout(() => process.send?.('passed'), 600); // two looks at the deadlines
});
process.send?.(server.port);
