import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ROOT } from './lib/root.mjs';
import { nodeProgram, runQuietly } from './lib/run.mjs';
import { BUILD_STAMP } from './lib/setup.mjs';

/** Compiles the zones into dist/ and the pages into dist/public/. */
export async function build() {
  console.log('Building ...');
  const began = new Date();
  const stamp = path.join(ROOT, BUILD_STAMP);
  rmSync(stamp, { force: true });
  await Promise.all([
    runQuietly('compiling', nodeProgram('typescript-native/bin/tsc', '-b', 'src/server')),
    runQuietly('building the pages', nodeProgram('vite/bin/vite.js', 'build', '--logLevel', 'warn')),
  ]);
  await checkPolicy();
  compress(path.join(ROOT, 'dist/public'));
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  // What was changed while the build ran is newer than it.
  utimesSync(stamp, began, began);
}

/** Files that are text, beside themselves as browsers take them: nothing is compressed while somebody waits. */
function compress(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|css|svg|webmanifest)$/.test(name)) continue;
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    writeFileSync(`${file}.gz`, gzipSync(bytes));
  }
}

/** W2: a privacy policy whose text is not the one that was dated is not built. */
async function checkPolicy() {
  const compiled = pathToFileURL(path.join(ROOT, 'dist/site/policy/read-policy.js')).href;
  const { readPolicy } = await import(compiled);
  try {
    readPolicy();
  } catch (error) {
    throw new Error(`The privacy policy (policy/): ${error.message}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
