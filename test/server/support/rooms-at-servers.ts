import { setTimeout as passing } from 'node:timers/promises';
import { AUDIO } from '../../../src/shared/audio-format.ts';
import { BED_RATE, recordClip } from '../../rooms/moment.ts';
import { createRandom } from '../../rooms/random.ts';
import { planMoment } from '../../rooms/scenes.ts';
import { loadSpeech } from '../../rooms/speech.ts';
import { chunkOf, openTab, type Tab, until } from '../tab.ts';

/** A device in a rendered room: six seconds as its microphone hears them. */
export interface RoomDevice {
  readonly room: number;
  readonly sound: Int16Array;
  /** When its microphone opens, ms after the first. */
  readonly startMs: number;
}

/** So many rooms with somebody talking, each with so many devices; then rooms with one device each. */
export async function renderRooms(options: {
  seed: number;
  rooms: number;
  devices: number;
  decoys: number;
}): Promise<RoomDevice[]> {
  const { seed, rooms, devices, decoys } = options;
  const speak = await loadSpeech(BED_RATE);
  const random = createRandom(seed);
  return Array.from({ length: rooms + decoys }, (_, room) => {
    const chance = random.fork(`room ${room}`);
    const [planned] = planMoment('talker', speak, chance);
    return Array.from({ length: room < rooms ? devices : 1 }, (_, device): RoomDevice => {
      const clip = recordClip(planned!.scene, planned!.hearing(), chance.fork(`device ${device}`));
      const sound = Int16Array.from(clip.samples, (value) =>
        Math.round(Math.max(-1, Math.min(1, value)) * 32_767),
      );
      return { room, sound, startMs: clip.startMs };
    });
  }).flat();
}

/** What became of a device. */
export interface Landed {
  readonly room: number;
  readonly outcome: string;
  /** From the start of its recording until it was told, ms. */
  readonly ms: number;
  /** The meeting its tab is in. */
  readonly meeting: string | null;
  /** Chunks the server was too late for. */
  readonly refused: number;
}

/** Lets all devices listen at the same time, in turn at these servers: devices of a room are at different ones. */
export async function landAt(urls: readonly string[], devices: readonly RoomDevice[]): Promise<Landed[]> {
  // One address may not have all recordings of a server.
  const tabs = await Promise.all(
    devices.map((_, i) => {
      const url = urls[i % urls.length]!.replace('localhost', '127.0.0.1');
      return openTab(url, { from: `127.0.0.${2 + (i % 7)}`, mayMiss: true });
    }),
  );
  try {
    const clocks = await Promise.all(tabs.map(clockOf));
    const origin = performance.now() + 300;
    const landing = devices.map((device, i) => land(tabs[i]!, device, { origin, behind: clocks[i]! }));
    const landed = await Promise.all(landing);
    return landed.map((each, i) => ({ ...each, meeting: tabs[i]!.view?.id ?? null }));
  } finally {
    for (const tab of tabs) tab.close();
  }
}

/** The server's time beside `performance.now()`, from the quickest of some round trips. */
async function clockOf(tab: Tab): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, behind: 0 };
  for (let i = 0; i < 5; i += 1) {
    const sent = performance.now();
    const { serverTime } = await tab.call('clock');
    const took = performance.now() - sent;
    if (took < best.took) best = { took, behind: (serverTime as number) - sent - took / 2 };
  }
  return best.behind;
}

async function land(
  tab: Tab,
  { room, sound, startMs }: RoomDevice,
  { origin, behind }: { origin: number; behind: number },
): Promise<Omit<Landed, 'meeting'>> {
  const from = origin + startMs;
  let toldAt = 0;
  tab.socket.on('recording-result', () => {
    toldAt = performance.now();
  });
  let isLost = false;
  tab.socket.on('disconnect', () => {
    isLost = true; // its recording went with it
  });
  let isAsked = false;
  tab.socket.on('nearby', () => {
    isAsked = true; // A8: its person would be asked; here nobody answers
  });
  const due = (at: number) => passing(Math.max(0, at - performance.now()));
  await due(from);
  const started = await tab.call('recording-start', { startedAt: from + behind, canPlay: false });
  if (!started.ok) return { room, outcome: `refused: ${started.error}`, ms: 0, refused: 0 };
  const { recordingId } = started;
  let refused = 0;
  const chunks = Math.floor(sound.length / AUDIO.chunkSamples);
  for (let sequence = 0; sequence < chunks && toldAt === 0 && !isLost && !isAsked; sequence += 1) {
    await due(from + (sequence + 1) * AUDIO.chunkMs);
    const capturedAt = from + behind + sequence * AUDIO.chunkMs;
    const chunk = { recordingId, sequence, capturedAt, samples: chunkOf(sound, sequence) };
    if (!(await tab.call('recording-chunk', chunk)).ok && toldAt === 0 && !isAsked) refused += 1;
  }
  if (!isLost && !isAsked) await tab.call('recording-end', { recordingId });
  const outcome = await until(
    'a result',
    () => tab.results[0]?.outcome ?? (isLost ? 'line lost' : isAsked ? 'asked' : undefined),
    30_000,
  );
  return { room, outcome, ms: toldAt - from, refused };
}
