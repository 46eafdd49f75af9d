import { createECDH } from 'node:crypto';
import { PROTOCOL_VERSION } from '../../../../src/shared/protocol.ts';
import { newId } from '../../tab.ts';
import { fuzzedLine } from './fuzzed-frames.ts';
import { frameOf, openRawLine, type RawLine } from './raw-line.ts';

export interface FrameAttackOptions {
  /** The proxy's. */
  readonly port: number;
  /** Of the servers, for the proxy. */
  readonly servers: readonly string[];
  readonly seed: number;
  /** So many frames are to be taken by the servers. */
  readonly frames: number;
  /** Lines at a time. */
  readonly atOnce?: number;
  /** Ids of things that nobody may reach. */
  readonly known: readonly string[];
  /** What must come in no answer. */
  readonly secrets: readonly string[];
  /** Called after each line; throws to end the attack. */
  readonly onLine?: (so: FrameAttack) => void;
}

export interface FrameAttack {
  /** Frames of which an answer shows that a server has read them, or has ended the line for them. */
  taken: number;
  lines: number;
  /** Lines that a server ended for a frame that breaks the rules, or for too many. */
  ended: number;
  /** Answers by what they say, see `ERRORS`. */
  answers: Record<string, number>;
  /** Secrets that came in answers. */
  leaked: string[];
  /** Lines that were not given, or on which nothing was answered. */
  failed: number;
}

const lineKey = createECDH('prime256v1').generateKeys('base64url');
/** An id of an acknowledgement that no fuzzed frame has. */
const MARK = 987_654_321;
const ANSWER_MS = 20_000;
/** A frame that claims to be longer than it is has this long. It counts only if the line is ended for it. */
const UNFINISHED_MS = 1_000;
/** Of each eight lines: three that stay below the limits, four above, one that does not stop. */
const LENGTHS = [20, 40, 58, 80, 80, 120, 120, 400];

/** Fuzzed frames over line after line, from several addresses to all servers. The same frames for the same seed. */
export async function attackWithFrames(options: FrameAttackOptions): Promise<FrameAttack> {
  const so: FrameAttack = { taken: 0, lines: 0, ended: 0, answers: {}, leaked: [], failed: 0 };
  let next = 0;
  const work = async () => {
    while (so.taken < options.frames) {
      await attackOnce(options, next++, so);
      options.onLine?.(so);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce ?? 16 }, work));
  return so;
}

async function attackOnce(options: FrameAttackOptions, number: number, so: FrameAttack): Promise<void> {
  const { port, servers, seed, known, secrets } = options;
  so.lines += 1;
  const cookie = `trial-server=${servers[number % servers.length]}`;
  const line = await openRawLine({ port, from: `127.0.0.${2 + (number % 9)}`, headers: { cookie } });
  try {
    if (line.status !== 101 || !(await enter(line))) {
      so.failed += 1;
      return;
    }
    const all = fuzzedLine(seed + number, LENGTHS[number % LENGTHS.length] as number, known);
    const answered = all.slice(0, -1);
    line.say(...answered.map(({ bytes }) => bytes), mark(1));
    const how = await line.hears(`43${MARK}1[`, ANSWER_MS);
    if (how === 'heard') {
      so.taken += sum(answered.map(({ count }) => count)) + 1;
      await breakIt(line, all.at(-1)!, so);
    } else if (how === 'closed') {
      so.ended += 1;
      so.taken += acknowledged(line) + 1;
    } else so.failed += 1;
  } finally {
    line.close();
    note(line, so, secrets);
  }
}

const mark = (which: number) => frameOf(Buffer.from(`42${MARK}${which}["clock",{}]`));
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const acknowledged = (line: RawLine) => [...line.heard().toString('latin1').matchAll(ANSWER)].length;
const ANSWER = /43\d+\[\{"ok":(?:true|false,"error":"([a-z-]+)")/g;

/** Becomes a tab, as a page does. */
async function enter(line: RawLine): Promise<boolean> {
  const auth = { protocol: PROTOCOL_VERSION, tabId: newId(), pageId: newId(), name: null, lineKey };
  line.say(frameOf(Buffer.from(`40${JSON.stringify(auth)}`)));
  return (await line.hears('["line",', ANSWER_MS)) === 'heard';
}

/** The last frame: the line is ended for it, or goes on. */
async function breakIt(line: RawLine, last: { bytes: Buffer; count: number }, so: FrameAttack) {
  line.say(last.bytes, mark(2));
  // Some claim to go on for ever, and nothing comes.
  const how = await line.hears(`43${MARK}2[`, UNFINISHED_MS);
  if (how === 'closed') so.ended += 1;
  if (how !== 'late') so.taken += last.count;
}

function note(line: RawLine, so: FrameAttack, secrets: readonly string[]): void {
  const heard = line.heard().toString('latin1');
  for (const [, error = 'ok'] of heard.matchAll(ANSWER)) so.answers[error] = (so.answers[error] ?? 0) + 1;
  so.leaked.push(...secrets.filter((secret) => heard.includes(secret)));
}
