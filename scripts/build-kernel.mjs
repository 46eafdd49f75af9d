// `npm run build:kernel`: compiles assembly/sketch-kernel.ts into src/matching/sketch-kernel-binary.ts.
// The result is small and lies in the repository, so that nothing needs the compiler to run; a test compiles it
// again and compares.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { ROOT } from './lib/root.mjs';

const SOURCE = 'assembly/sketch-kernel.ts';
const TARGET = path.join(ROOT, 'src/matching/sketch-kernel-binary.ts');

/** @returns {Promise<Uint8Array>} the WebAssembly module */
export async function compileKernel() {
  let binary;
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory'];
  const { error, stderr } = await asc.main(
    [SOURCE, ...options, '--baseDir', ROOT, '--outFile', 'kernel.wasm'],
    {
      writeFile: (_, contents) => {
        binary = contents;
      },
    },
  );
  if (error) throw new Error(`${SOURCE} does not compile: ${stderr.toString()}`, { cause: error });
  return binary;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const base64 = Buffer.from(await compileKernel()).toString('base64');
  const lines = base64.match(/.{1,100}/g).map((line) => `${line}\n`);
  const head = `/** ${SOURCE}, compiled by \`npm run build:kernel\`: WebAssembly with SIMD, in base64. */`;
  writeFileSync(TARGET, `${head}\nexport const SKETCH_KERNEL = \`\n${lines.join('')}\`;\n`);
  console.log(`${TARGET}: ${Math.round((base64.length * 3) / 4)} bytes of WebAssembly`);
}
