import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanUpAfterDeath } from './undertaker.ts';

/** A file system of its own, in memory, that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): void;
  makeRoom(): void;
  remove(): void;
}

/** Why there is none here; null: there is. Mounting one takes root, and a kernel that lets it. */
export function whyNoSmallDisk(): string | null {
  try {
    createSmallDisk(1).remove();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

export function createSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-small-'));
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];
  const mounted = spawnSync('mount', options, { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    throw new Error(`no file system can be mounted: ${mounted.stderr ?? mounted.error?.message}`.trim());
  }
  const callOff = cleanUpAfterDeath([], [], [folder]);
  const filling = join(folder, 'filling');
  return {
    folder,
    fill() {
      const file = openSync(filling, 'a');
      try {
        for (const size of [1 << 20, 4_096]) writeUntilFull(file, size);
      } finally {
        closeSync(file);
      }
    },
    makeRoom: () => rmSync(filling, { force: true }),
    remove() {
      callOff();
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeUntilFull(file: number, size: number): void {
  const bytes = Buffer.alloc(size);
  try {
    for (;;) if (writeSync(file, bytes) < size) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
