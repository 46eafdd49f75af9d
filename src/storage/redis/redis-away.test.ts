import * as client from '@redis/client';
import { expect, test } from 'vitest';
import { isRedisAway } from './redis-away.ts';

test('what the Redis client says when Redis does not answer is known by the names of its errors', () => {
  const away = [
    new client.ClientClosedError(),
    new client.ClientOfflineError(),
    new client.ConnectionTimeoutError(),
    new client.DisconnectsClientError(),
    new client.SocketClosedUnexpectedlyError(),
    new client.SocketTimeoutError(1),
    new client.TimeoutError(),
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  ];
  expect(away.filter((error) => !isRedisAway(error))).toEqual([]);
  expect([new client.ErrorReply('WRONGTYPE'), new Error('x'), 'TimeoutError', null].map(isRedisAway)).toEqual(
    Array(4).fill(false),
  );
});
