import {
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
  TimeoutError,
} from '@redis/client';

const AWAY = [
  ...[ClientClosedError, ClientOfflineError, ConnectionTimeoutError, DisconnectsClientError],
  ...[SocketClosedUnexpectedlyError, SocketTimeoutError, TimeoutError],
];

/** Whether something failed only since Redis did not answer: the same may work in a moment. */
export function isRedisAway(error: unknown): boolean {
  if (AWAY.some((kind) => error instanceof kind)) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}
