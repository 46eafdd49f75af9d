// `npm run test:faults`: what takes too long for every change. Kills servers at 200 points instead of 20, and looks at the
// disk after each; spoils the network for as long, and as often, as is promised, and asks for the times that are; puts the
// Caddyfile before three servers; moves clocks, and fills disks; sends a million hostile frames instead of 20,000; lets
// people come and go for an hour; carries out 30 random sequences on servers that fail instead of one.
// `FAULTS_SEED=...` carries out one of these again, and nothing else.
const isAgain = process.env.FAULTS_SEED !== undefined;
process.env.FAULT_POINTS ??= '200';
process.env.FAULT_TIMES ??= 'strict';
process.env.NETWORK_ROUNDS ??= '10';
process.env.ISLAND_SECONDS ??= '60';
process.env.HOSTILE_FRAMES ??= '1000000';
process.env.CHURN_MINUTES ??= '60';
process.env.MODEL_SEQUENCES ??= isAgain ? '1' : '30';
process.env.MODEL_STEPS ??= '25';
process.env.MODEL_LIMIT_MS ??= '15000';
process.env.MODEL_SHORTEN ??= '1';
const all = [
  'faults',
  'bad-network',
  'islands',
  'redis-emptied',
  'cluster-run',
  'caddy',
  'clock-jumps',
  'disk-full',
  'hostile',
  'churn',
];
const names = isAgain ? ['cluster-model'] : [...all, 'cluster-model'];
const files = names.map((name) => `test/server/${name}.test.ts`);
// One after the other: times are measured.
process.argv.push('--project', 'server', '--no-file-parallelism', ...files);
await import('./test.mjs');
