import { posix } from 'node:path';
import ts from 'typescript';
import { importsOf } from './imports.ts';

/** Source texts by path. */
export type Sources = ReadonlyMap<string, string>;

/**
 * A7: the only files of the server that hold a sample of sound, from the socket to the thread where it becomes
 * features. The socket's own code is not among them: it hands messages over unseen.
 */
export const CARRIERS = [
  'src/server/socket/chunk-taker.ts',
  'src/server/workers/recording-chunk.ts',
  'src/server/workers/matching-messages.ts',
  'src/server/workers/matching-threads.ts',
  'src/server/workers/feature-worker.ts',
] as const;

/** Threads with nothing in them but features and the comparison. */
const WORKERS = ['src/server/workers/feature-worker.ts', 'src/server/workers/matching-worker.ts'];

/** Where sound may be named besides: what the wire looks like, the features, the comparison, the microphone's page. */
const SOUND_ZONES = ['src/audio/', 'src/matching/', 'src/web/listen/'];
const WIRE = ['src/shared/protocol.ts', 'src/shared/audio-format.ts'];

/** Whatever has such a name holds sound, or leads to it. */
const SOUND_NAMES = /^(samples|pcm|Int16Array|RecordingChunk|ChunkMessage|ToFeatures|Chunk|PcmRing)$/;

/** What a carrier, and whatever it is made of, may be made of. */
const HARMLESS_FOLDERS = ['src/shared/', 'src/audio/', 'src/matching/'];
const HARMLESS_FILES: readonly string[] = [
  ...CARRIERS,
  ...WORKERS,
  'src/server/workers/foreign-recordings.ts',
  'src/server/workers/lasting-thread.ts',
  'src/server/live/clock.ts',
];
const HARMLESS_PACKAGES = ['node:worker_threads', 'zod/mini'];

/** Ways out of a file that need no import. */
export const WAYS_OUT: ReadonlySet<string> = new Set(
  [
    'console',
    'fetch',
    'process',
    'globalThis',
    'global',
    'WebSocket',
    'EventSource',
    'BroadcastChannel',
  ].concat(['XMLHttpRequest', 'navigator', 'localStorage', 'indexedDB', 'require', 'eval', 'Function']),
);

/** What a function of a text gives, worked out once. */
function remembered<Result>(of: (text: string, file: string) => Result): typeof of {
  const known = new Map<string, Result>();
  return (text, file) => {
    const result = known.get(text) ?? of(text, file);
    known.set(text, result);
    return result;
  };
}

/** The identifiers of a source text: comments and strings are none. */
export const identifiersOf = remembered((text) => {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.tsx', text, ts.ScriptTarget.ESNext, true));
  return names;
});
export const importsIn = remembered((text, file) => importsOf(file, text));

/** The file that an import names; a package keeps its name. Workers are named as they are built. */
export function resolve(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
}

/** Everything a file is made of, however far away. */
function madeOf(file: string, sources: Sources): Set<string> {
  const found = new Set<string>();
  const visit = (at: string): void => {
    for (const specifier of importsIn(sources.get(at) ?? '', at)) {
      const target = resolve(at, specifier);
      if (found.has(target)) continue;
      found.add(target);
      visit(target);
    }
  };
  visit(file);
  return found;
}

const isHarmless = (target: string): boolean =>
  HARMLESS_FILES.includes(target) ||
  HARMLESS_PACKAGES.includes(target) ||
  HARMLESS_FOLDERS.some((folder) => target.startsWith(folder));

/** Where sound could get to somewhere else than the comparison, one line each. */
export function soundFaults(sources: Sources): string[] {
  const faults: string[] = [];
  for (const [file, text] of sources) {
    if (SOUND_ZONES.some((zone) => file.startsWith(zone)) || WIRE.includes(file)) continue;
    const names = [...identifiersOf(text, file)];
    const sound = names.find((name) => SOUND_NAMES.test(name));
    const isCarrier = CARRIERS.some((carrier) => carrier === file);
    if (sound && !isCarrier) faults.push(`${file} holds sound: ${sound}`);
    if (!sound && isCarrier) faults.push(`${file} holds no sound any more`);
    if (!isCarrier && !WORKERS.includes(file)) continue;
    const out = names.find((name) => WAYS_OUT.has(name));
    if (out) faults.push(`${file} has a way out: ${out}`);
  }
  for (const file of new Set([...CARRIERS, ...WORKERS])) {
    if (!sources.has(file)) faults.push(`there is no ${file}`);
    for (const target of madeOf(file, sources)) {
      if (!isHarmless(target)) faults.push(`${file} is made of ${target}`);
    }
  }
  return faults;
}
