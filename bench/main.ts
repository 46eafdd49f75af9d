/**
 * `npm run bench`: every benchmark in turn; each prints tables and writes JSON to `bench/results`. The matcher and its
 * peers are measured on rooms rendered for the purpose, or on a folder of recordings: npm run bench -- FOLDER
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const given = process.argv[2];
const rendered = given === undefined ? mkdtempSync(path.join(tmpdir(), 'zipsocket-rooms-')) : null;
const folder = given ?? rendered!;
const results = (name: string) => new URL(`results/${name}`, import.meta.url).pathname;
const into = (name: string) => {
  const file = results(`${name}-${given === undefined ? 'rendered' : 'recorded'}`);
  return ['--json', `${file}.json`, '--markdown', `${file}.md`];
};

if (rendered !== null) run('../test/rooms/main.ts', [rendered, '--seed', '31', '--moments', '45']);
run('match/main.ts', [folder, '--all', ...into('match')]);
run('match/main.ts', [folder, '--distort', 'all', ...into('distort')]);
run('match/main.ts', [folder, '--replays', ...into('replays')]);
run('peers/main.ts', [folder, ...into('peers')]);
run('many/main.ts', ['--json', results('many.json')]);
run('live/main.ts', []);
run('content/main.ts', []);
run('load/main.ts', []);
run('site/main.ts', []);
run('clock/main.ts', []);
run('cluster-match/main.ts', []);
run('cluster-scale/main.ts', []);
run('plots/main.ts', []);
if (rendered !== null) rmSync(rendered, { recursive: true, force: true });

function run(script: string, options: string[]): void {
  process.stdout.write(`\n== bench/${script}\n`);
  const file = new URL(script, import.meta.url).pathname;
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', file, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
