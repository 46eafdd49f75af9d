// For NODE_OPTIONS=--import: on SIGUSR2 a server says how much of its memory is in use when nothing is left to collect.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  setFlagsFromString('--expose-gc');
  // What the compiler makes of a program that goes on, code and notes of its own, grows for hours (1 MB in 10 min, and
  // nothing else did); no leak of ours is in it.
  setFlagsFromString('--no-opt');
  const collect = runInNewContext('gc');
  let said = 0;
  process.on('SIGUSR2', () => {
    for (let i = 0; i < 2; i += 1) collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    said += 1;
    console.log(`memory ${said}: ${JSON.stringify({ heapUsed, external, rss })}`);
  });
}
