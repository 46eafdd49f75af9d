import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when a process has ended; at once when it has already. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
