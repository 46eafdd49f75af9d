import ts from 'typescript';
import { identifiersOf, importsIn, resolve, type Sources, WAYS_OUT } from './sound-path.ts';

/**
 * A7: the only files of the server that hold what was computed of sound, from the feature thread to the comparison,
 * here and at other servers. What each of them may hand to the bus is written down word by word.
 */
const FEATURE_CARRIERS: Readonly<Record<string, readonly string[]>> = {
  'src/server/workers/matching-messages.ts': [],
  'src/server/workers/matching-worker.ts': [],
  'src/server/workers/matching-threads.ts': [],
  'src/server/workers/feature-worker.ts': [],
  'src/server/workers/foreign-recordings.ts': [],
  'src/server/cluster/own-recording.ts': [],
  'src/server/cluster/sketch-post.ts': ['bytes'],
  'src/server/cluster/recording-exchange.ts': [
    'sealed.bytes',
    'each.bytes',
    'recording.key',
    'shared.toAll ? shared.key : undefined',
  ],
};
/** The only one that makes bytes of features; it seals them. */
const PACKER = 'src/server/cluster/own-recording.ts';

const ZONES = ['src/audio/', 'src/matching/'];
/** Whatever has such a name holds features, or leads to them. */
const FEATURE_NAMES =
  /^(FeaturePacket|SketchPacket|packFeatures|unpackFeatures|packetBuffers|FeatureMessage|ForeignMessage|FromMatching|ForPeers|PacketListener|onPacket)$/;

/** What a carrier may be made of; whoever it is made of is looked at by itself. */
const MAY_IMPORT = [
  ...['src/shared/', 'src/audio/', 'src/matching/', ...Object.keys(FEATURE_CARRIERS)],
  ...['src/server/live/clock.ts', 'src/server/sealing/seal.ts', 'src/server/workers/lasting-thread.ts'],
  ...['src/server/workers/recording-chunk.ts', 'src/server/cluster/bus.ts'],
  ...['src/server/cluster/bus-messages.ts', 'node:worker_threads', 'node:crypto'],
];

/** The bytes that a file hands to the bus, as they are written. */
function bytesSaid(text: string): string[] {
  const said: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: of, name } = node.expression;
      const at = { broadcast: 1, send: 2 }[name.text];
      const isBus = of.getText() === 'bus';
      if (isBus && at === undefined && name.text !== 'on') said.push(`bus.${name.text}`);
      if (isBus && at !== undefined && node.arguments[at]) said.push(node.arguments[at].getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.ESNext, true));
  return said;
}

/** Where features could get to somewhere else than a comparison, or leave unsealed, one line each. */
export function featureFaults(sources: Sources): string[] {
  const faults: string[] = [];
  for (const [file, text] of sources) {
    if (ZONES.some((zone) => file.startsWith(zone)) || !file.startsWith('src/server/')) continue;
    const names = [...identifiersOf(text, file)];
    const held = names.find((name) => FEATURE_NAMES.test(name));
    const leaving = FEATURE_CARRIERS[file];
    if (leaving === undefined) {
      if (held) faults.push(`${file} holds features: ${held}`);
      continue;
    }
    if (!held) faults.push(`${file} holds no features any more`);
    const out = names.find((name) => WAYS_OUT.has(name));
    if (out) faults.push(`${file} has a way out: ${out}`);
    for (const target of importsIn(text, file).map((specifier) => resolve(file, specifier)))
      if (!MAY_IMPORT.some((may) => target.startsWith(may))) faults.push(`${file} imports ${target}`);
    for (const bytes of bytesSaid(text))
      if (!leaving.includes(bytes)) faults.push(`${file} tells others ${bytes}`);
    if (names.includes('packFeatures') && (file !== PACKER || !names.includes('sealText')))
      faults.push(`${file} packs features and does not seal them`);
  }
  for (const file of Object.keys(FEATURE_CARRIERS))
    if (!sources.has(file)) faults.push(`there is no ${file}`);
  return faults;
}
