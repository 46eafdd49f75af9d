// `npm run check`: format, lint, types, unused code, unit and contract tests, in under a minute.
import { nodeProgram, runQuietly } from './lib/run.mjs';
import { installIfNeeded } from './lib/setup.mjs';

const STEPS = [
  ['format and lint', nodeProgram('@biomejs/biome/bin/biome', 'ci', '--colors=off')],
  ['types and zones', nodeProgram('typescript/bin/tsc', '-b')],
  ['unused code', nodeProgram('knip/bin/knip.js', '--no-progress')],
  ['unit and contract tests', nodeProgram('vitest/vitest.mjs', 'run', '--project', 'unit')],
];

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

await installIfNeeded();
const began = Date.now();
let failed = 0;
for (const [title, command] of STEPS) {
  const start = Date.now();
  try {
    await runQuietly(title, command);
    console.log(`ok      ${title} (${seconds(start)})`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${title} (${seconds(start)}): ${error.message}`);
  }
}
console.log(failed === 0 ? `All is well (${seconds(began)}).` : `${failed} of ${STEPS.length} failed.`);
process.exitCode = failed === 0 ? 0 : 1;
