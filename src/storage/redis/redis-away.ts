/** Classes of the Redis client's errors, by name: a server that is the only one does not load the client. */
const AWAY = new Set([
  ...['ClientClosedError', 'ClientOfflineError', 'ConnectionTimeoutError', 'DisconnectsClientError'],
  ...['SocketClosedUnexpectedlyError', 'SocketTimeoutError', 'TimeoutError'],
]);

/** Whether something failed only since Redis did not answer: the same may work in a moment. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.has(error.constructor.name)) return true;
  const code = 'code' in error ? String(error.code) : '';
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}
