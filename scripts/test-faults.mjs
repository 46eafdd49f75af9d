// `npm run test:faults`: kills servers at 200 points instead of the 20 of every test run, and looks at the disk after each;
// spoils the network for as long, and as often, as is promised, and asks for the times that are.
process.env.FAULT_POINTS ??= '200';
process.env.NETWORK_ROUNDS ??= '10';
process.env.ISLAND_SECONDS ??= '60';
const files = ['faults', 'bad-network', 'islands'].map((name) => `test/server/${name}.test.ts`);
// One after the other: times are measured.
process.argv.push('--project', 'server', '--no-file-parallelism', ...files);
await import('./test.mjs');
