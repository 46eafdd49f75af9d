import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { personAt } from '../../test/browser/person.ts';
import { launchDevice } from '../../test/devices/device.ts';
import { startServer } from '../../test/devices/server.ts';
import { startSoundHouse } from '../../test/devices/sound-house.ts';
import { liveRoomsFile } from '../../test/rooms/cache.ts';
import { createRandom } from '../../test/rooms/random.ts';

/**
 * How well two real browsers agree on when they heard a sound: both listen to one room on one clock, at different
 * times; the lag between their recordings, placed by the capture times they claim, should be the way of the sound
 * through the room alone (a few ms).
 */
const ROUNDS = Number(process.env.CLOCK_ROUNDS ?? 12);
const PER_MS = AUDIO.sampleRate / 1_000;
const SEARCH_MS = 150;

interface Recorded {
  startedAt: number;
  samples: Float32Array;
}

/** Reads the recording a page sends from its WebSocket: the claim, then the bytes. */
function recordOf(page: Page): () => Recorded {
  let chunks: { capturedAt: number; samples: Int16Array }[] = [];
  let claimed: number | null = null;
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string') {
        if (payload.includes('"recording-start"')) chunks = [];
        const found = /"recording-chunk".*"capturedAt":([\d.]+)/.exec(payload);
        if (found) claimed = Number(found[1]);
      } else if (claimed !== null && payload.length === AUDIO.chunkBytes) {
        chunks.push({ capturedAt: claimed, samples: new Int16Array(Uint8Array.from(payload).buffer) });
        claimed = null;
      }
    });
  });
  return () => {
    const samples = new Float32Array(chunks.length * AUDIO.chunkSamples);
    for (const [i, chunk] of chunks.entries()) samples.set(chunk.samples, i * AUDIO.chunkSamples);
    // Pre-emphasis: speech is loudest where it is least sharp in time.
    for (let i = samples.length - 1; i > 0; i -= 1) samples[i]! -= 0.97 * samples[i - 1]!;
    return { startedAt: chunks[0]?.capturedAt ?? Number.NaN, samples };
  };
}

/** The lag (ms) at which `b`, placed by its claimed time, is most like `a`, and how like (-1..1). */
function lagBetween(a: Recorded, b: Recorded): { lagMs: number; likeness: number } {
  const offset = Math.round((b.startedAt - a.startedAt) * PER_MS);
  const search = SEARCH_MS * PER_MS;
  const from = Math.max(0, offset) + search;
  const to = Math.min(a.samples.length, b.samples.length + offset) - search;
  let best = { lagMs: Number.NaN, likeness: -1 };
  for (let lag = -search; lag <= search; lag += 1) {
    let xy = 0;
    let xx = 1e-9;
    let yy = 1e-9;
    for (let i = from; i < to; i += 1) {
      const x = a.samples[i]!;
      const y = b.samples[i - offset + lag]!;
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    const likeness = Math.abs(xy) / Math.sqrt(xx * yy);
    if (likeness > best.likeness) best = { lagMs: lag / PER_MS, likeness };
  }
  return best;
}

const server = await startServer({});
const house = await startSoundHouse({ wav: await liveRoomsFile(), channels: 3 });
const random = createRandom(7);
const lags: { lagMs: number; likeness: number; foundAfterMs: number }[] = [];
const devices = [];
try {
  const people = [];
  for (const [kind, channel] of [
    ['phone', 0],
    ['laptop', 1],
  ] as const) {
    const source = house.sources[channel]!;
    const device = await launchDevice({ kind, microphone: { source }, env: house.env(source) });
    devices.push(device);
    const recorded = recordOf(device.page);
    const person = personAt(device.page);
    await person.open(server.url);
    people.push({ person, recorded });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const waits = people.map(() => random.between(0, 1_000));
    await Promise.all(
      people.map(async ({ person }, i) => {
        await new Promise((resolve) => setTimeout(resolve, waits[i]));
        await person.tap();
      }),
    );
    const tapped = performance.now();
    await Promise.all(people.map(({ person }) => person.isInMeeting()));
    const foundAfterMs = Math.round(performance.now() - tapped);
    const [a, b] = people.map(({ recorded }) => recorded());
    lags.push({ ...lagBetween(a!, b!), foundAfterMs });
    await Promise.all(people.map(({ person }) => person.leave()));
  }
} finally {
  await Promise.allSettled(devices.map((device) => device.close()));
  await house.stop();
  await server.stop();
}
console.table(lags);
const errors = lags.map(({ lagMs }) => Math.abs(lagMs)).sort((x, y) => x - y);
const summary = {
  rounds: ROUNDS,
  medianAbsoluteLagMs: errors[Math.floor(errors.length / 2)],
  worstAbsoluteLagMs: errors.at(-1),
};
console.log(summary);
const file = new URL('../results/clock.json', import.meta.url);
await mkdir(new URL('.', file), { recursive: true });
await writeFile(file, `${JSON.stringify({ ...summary, lags }, null, 2)}\n`);
