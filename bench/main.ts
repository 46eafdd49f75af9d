import { spawnSync } from 'node:child_process';

/** `npm run bench`: every benchmark in turn; each prints tables and writes JSON to `bench/results`. */
const benchmarks = ['live/main.ts', 'clock/main.ts'];

for (const name of benchmarks) {
  process.stdout.write(`\n== bench/${name}\n`);
  const script = new URL(name, import.meta.url).pathname;
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
