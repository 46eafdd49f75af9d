// `npm run test:faults`: kills servers at 200 points instead of the 20 of every test run, and looks at the disk after
// each; and puts the Caddyfile before three servers.
process.env.FAULT_POINTS ??= '200';
process.argv.push('--project', 'server', 'test/server/faults.test.ts', 'test/server/caddy.test.ts');
await import('./test.mjs');
