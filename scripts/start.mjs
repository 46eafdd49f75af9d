// `npm start`: everything from a fresh clone to a running server.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`ZipSocket needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

try {
  const { buildIfNeeded, installIfNeeded } = await import('./lib/setup.mjs');
  await installIfNeeded();
  await buildIfNeeded();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// From here on signals and the exit code are the server's.
const scripts = path.dirname(fileURLToPath(import.meta.url));
const main = path.join(scripts, '..', 'dist', 'server', 'main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
