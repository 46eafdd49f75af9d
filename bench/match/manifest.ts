import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A clip of a bed as its manifest describes it. Labels are for the report; the matcher never sees them. */
export interface Clip {
  file: string;
  room: string;
  moment: string;
  condition: string;
  snr_db: number;
  t0_ms: number;
  audible: boolean;
}

export interface LabelledPair {
  a: string;
  b: string;
  same: boolean;
  kind: string;
  decidable: boolean;
}

export interface Manifest {
  rate: number;
  clips: Clip[];
  pairs: LabelledPair[];
}

/** Reads `manifest.json` of a folder of recordings. */
export function readManifest(folder: string): Manifest {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;
  if (manifest.rate !== 16_000) throw new Error('the bench reads recordings of 16 kHz');
  return manifest;
}
