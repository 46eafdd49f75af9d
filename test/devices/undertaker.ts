import { spawn } from 'node:child_process';

/**
 * Ends processes and removes folders when this process ends, however it ends: a helper waits at the other
 * end of a pipe that closes even on SIGKILL. Returns a function that calls the helper off.
 */
export function cleanUpAfterDeath(
  pids: readonly number[],
  folders: readonly string[],
  mounts: readonly string[] = [],
): () => void {
  const script =
    'cat >/dev/null; kill -9 $PIDS 2>/dev/null; [ -n "$MOUNTS" ] && umount -l $MOUNTS; [ $# -gt 0 ] && rm -rf -- "$@"';
  const helper = spawn('sh', ['-c', script, 'sh', ...folders], {
    // Apart from our group: a Ctrl-C must not take it before it has done its work.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH, PIDS: pids.join(' '), MOUNTS: mounts.join(' ') },
  });
  helper.unref();
  // A pipe to a helper that has been called off is no reason to fail.
  helper.stdin.on('error', () => {});
  (helper.stdin as unknown as { unref(): void }).unref();
  return () => {
    helper.kill('SIGKILL');
    // Ends the `cat` that the helper leaves behind.
    helper.stdin.destroy();
  };
}
