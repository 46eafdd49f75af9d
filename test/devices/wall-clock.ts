import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program is told of the time, while its monotonic clock stays the machine's. */
export interface WallClock {
  /** For the environment of the program. */
  readonly env: Record<string, string>;
  /** From now on its wall clock is so far from the machine's, ms; whole seconds. */
  set(offsetMs: number): void;
  remove(): void;
}

/** libfaketime, where Debian's package puts it; null: it is not installed. */
function findLibrary(): string | null {
  const root = '/usr/lib';
  if (process.platform !== 'linux' || !existsSync(root)) return null;
  for (const name of readdirSync(root)) {
    const file = join(root, name, 'faketime', 'libfaketimeMT.so.1');
    if (existsSync(file)) return file;
  }
  return null;
}

const LIBRARY = findLibrary();

/** Why the wall clock of a program cannot be set here; null: it can. */
export const NO_WALL_CLOCK =
  LIBRARY === null ? 'libfaketime is not installed (Debian package: faketime)' : null;

/** A wall clock of its own for programs that are started with its environment. */
export function createWallClock(): WallClock {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-clock-'));
  const file = join(folder, 'time');
  const set = (offsetMs: number) => {
    const seconds = Math.round(offsetMs / 1_000);
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.new`, file); // never half of it
  };
  set(0);
  return {
    env: {
      // The C library before a program's own allocator: some ask for the time before there is any.
      LD_PRELOAD: `${LIBRARY} libc.so.6`,
      ...{ FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' },
    },
    set,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
