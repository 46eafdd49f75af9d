import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loudVoice, quietNoise, silence, stillRooms } from './browser-microphones.ts';
import { renderLiveRooms } from './live-rooms.ts';
import { encodeWav, type Sound } from './wav.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/zipsocket/', import.meta.url));

/** Changes whenever the renderer does, so that nobody listens to rooms of an older one. */
export function rendererVersion(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(HERE).sort()) {
    if (name.endsWith('.ts') && !name.endsWith('.test.ts')) hash.update(readFileSync(join(HERE, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function cached(name: string, render: () => Sound | Promise<Sound>): Promise<string> {
  const path = join(FOLDER, `${name}-${rendererVersion()}.wav`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    // Renamed when whole: another process may be looking for the same file.
    const draft = `${path}.${randomUUID()}`;
    writeFileSync(draft, encodeWav(await render()));
    renameSync(draft, path);
  }
  return path;
}

/** Path of the live rooms' WAV: 48 kHz, a loop of 20 s, channels phone A, laptop A, phone B. */
export const liveRoomsFile = (seed = 1): Promise<string> =>
  cached(`rooms-${seed}`, () => renderLiveRooms({ seed, seconds: 20, rate: 48_000 }));

/** Path of a WAV for one browser's file microphone: 44.1 kHz mono, 12 s. */
export const microphoneFile = (kind: 'silence' | 'quiet-noise' | 'loud-voice'): Promise<string> =>
  cached(kind, () => ({ silence, 'quiet-noise': quietNoise, 'loud-voice': loudVoice })[kind]());

/** Path of the WAV of so many microphones in rooms without a sound: 48 kHz, a loop of 10 s. */
export const stillRoomsFile = (microphones: number): Promise<string> =>
  cached(`still-${microphones}`, () => stillRooms(microphones));
