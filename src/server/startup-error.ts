/** What keeps the server from starting, told in one line for the person who started it. */
export class StartupError extends Error {
  override name = 'StartupError';
}

/** The code of a failed system call ("ENOENT"), or its class name where there is none. */
export function systemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown error';
}

/** The same for the person who has to do something about it. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? `${code}: the disk is full, make room on it` : code;
}
