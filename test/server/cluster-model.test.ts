import { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { type FaultyCluster, startFaultyCluster } from './model/faulty-cluster.ts';
import { run } from './model/run.ts';
import { shorten } from './model/shorten.ts';
import { lineOf, type Step, stepsOf } from './model/steps.ts';
import { watch } from './model/witness.ts';
import { alterBuild } from './support/altered-build.ts';

/** Every test run one sequence that is known to go well; `npm run test:faults` many. */
const SEQUENCES = Number(process.env.MODEL_SEQUENCES ?? 1);
/** Of the first sequence; each has the next one. `FAULTS_SEED=... npm run test:faults` carries out one of them again. */
const SEED = Number(process.env.FAULTS_SEED ?? 3);
const STEPS = Number(process.env.MODEL_STEPS ?? (SEQUENCES > 1 ? 25 : 15));
/** What is promised; every test run leaves room for a machine that has much to do. */
const LIMIT_MS = Number(process.env.MODEL_LIMIT_MS ?? 45_000);
const SHORTENING_MS = 600_000;
/** How long it took until all was whole, and gone in the end, by sequence. */
const took: { wholeMs: number; goneMs: number }[] = [];
const SIZES = { people: 7, servers: 3 };

/** @returns why it fails; null: all is well */
async function failureOf(cluster: FaultyCluster, steps: readonly Step[]): Promise<string | null> {
  const { failure, wholeMs, goneMs } = await run(cluster, steps, { people: SIZES.people, limitMs: LIMIT_MS });
  took.push({ wholeMs: Math.round(wholeMs), goneMs: Math.round(goneMs) });
  return failure;
}

async function failsOnItsOwn(steps: readonly Step[]): Promise<boolean> {
  const cluster = await startFaultyCluster(SIZES.servers);
  try {
    return (await failureOf(cluster, steps)) !== null;
  } finally {
    await cluster.stop();
  }
}

const titled = SEQUENCES > 1 ? `${SEQUENCES} sequences from seed ${SEED}` : `seed ${SEED}`;
test(
  `B7 C1 C2 C3 C4 C5 C6 C10: whatever people do while servers fail, screens, panels and stores agree afterwards, and nothing removed returns (${titled})`,
  async () => {
    const cluster = await startFaultyCluster(SIZES.servers);
    try {
      for (let seed = SEED; seed < SEED + SEQUENCES; seed += 1) {
        const steps = stepsOf(seed, STEPS, SIZES);
        const failure = await failureOf(cluster, steps);
        if (SEQUENCES > 1) console.info(`seed ${seed}: ${JSON.stringify(took.at(-1))}`);
        if (failure === null) continue;
        await cluster.stop();
        const isShortened = process.env.MODEL_SHORTEN !== undefined;
        const until = performance.now() + SHORTENING_MS;
        const fewest = isShortened ? await shorten(steps, failsOnItsOwn, until) : steps;
        const again = `FAULTS_SEED=${seed} MODEL_STEPS=${STEPS} npm run test:faults`;
        throw new Error([failure, `Again: ${again}`, ...fewest.map(lineOf)].join('\n'));
      }
    } finally {
      await cluster.stop();
    }
  },
  150_000 + SEQUENCES * 90_000 + SHORTENING_MS,
);

test('C3: something that was gone and is shown again is seen, and so is what comes for the first time', () => {
  const seen: [string, boolean][] = [];
  const line = new EventEmitter();
  const hear: ((event: string, message: object) => void)[] = [];
  const socket = Object.assign(line, { onAny: (hearing: (typeof hear)[0]) => void hear.push(hearing) });
  watch(socket as unknown as Socket, (id, isBack) => void seen.push([id, isBack]));
  const say = (event: string, message: object) => hear[0]?.(event, message);
  const item = { id: 'x', ownerId: 'o' };
  const view = (revision: number, items: object[]) => say('meeting', { view: { revision, items } });
  view(1, [item]);
  say('change', { revision: 2, change: { type: 'item-removed', itemId: 'x' } });
  say('change', { revision: 2, change: { type: 'item-added', item } }); // it is shown already
  expect(seen).toEqual([['x', false]]);
  view(1, [item]);
  expect(seen.at(-1)).toEqual(['x', true]);
  say('change', { revision: 2, change: { type: 'left', participantId: 'o' } });
  say('shelf', { items: [item] });
  expect(seen).toHaveLength(3);
});

test('what fails is made as short as it can be', async () => {
  const fails = async (steps: readonly number[]) => steps.includes(3) && steps.includes(7);
  const steps = Array.from({ length: 10 }, (_, i) => i);
  expect(await shorten(steps, fails, Number.POSITIVE_INFINITY)).toEqual([3, 7]);
});

test.runIf(SEQUENCES > 1)(
  'C3: a server that says that something is gone and keeps it is found out',
  async () => {
    const altered = alterBuild(
      'meetings/items.js',
      /const items = meeting\.items\.filter\([^;]*;/,
      'const { items } = meeting;',
    );
    const cluster = await startFaultyCluster(1, altered.root).catch((error) => {
      altered.remove();
      throw error;
    });
    try {
      const steps: Step[] = [
        { do: 'join', who: 1, whom: 0, pause: 300 },
        { do: 'share', who: 0, kind: 'note', pause: 300 },
      ];
      const limits = { people: 2, limitMs: 5_000 };
      expect((await run(cluster, steps, limits)).failure).toBeNull();
      const removal: Step = { do: 'remove', who: 0, nth: 0, pause: 300 };
      expect((await run(cluster, [...steps, removal], limits)).failure).toContain('held are');
    } finally {
      await cluster.stop();
      altered.remove();
    }
  },
  120_000,
);
