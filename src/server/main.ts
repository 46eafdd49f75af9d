import { isWiping, runWiping } from './wiped-memory.ts';

// Loading the server takes a second: only the process that is the server does so.
if (isWiping(process)) (await import('./run.ts')).run();
else runWiping(process);
