import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { liveRoomsFile } from '../rooms/cache.ts';

/**
 * Sound for three microphones (phone and laptop in room A, phone in room B): the project's own rooms, and the
 * recordings of a bed where one is at hand.
 */
export async function roomRecordings(): Promise<{ name: string; wav: string }[]> {
  const recordings = [{ name: 'own rooms', wav: await liveRoomsFile() }];
  const bed = bedFolder();
  const wav = bed && join(bed, 'e2e/rooms.wav');
  if (wav && existsSync(wav)) recordings.push({ name: 'recorded bed', wav });
  return recordings;
}

/** The folder of a bed of recordings: `AUDIO_BED`, or the one beside the project; null where there is none. */
export function bedFolder(): string | null {
  const beside = new URL('../../../shared/audio', import.meta.url).pathname;
  const folder = process.env.AUDIO_BED ?? beside;
  return existsSync(folder) ? folder : null;
}
