import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { createLiveConnection } from './live-connection.ts';

const socket = vi.hoisted(() => {
  const takers = new Map<string, (message?: unknown) => void>();
  return {
    ...{ connected: false, active: true, connect() {}, disconnect() {} },
    on: (event: string, take: (message?: unknown) => void) => void takers.set(event, take),
    hears: (event: string, message?: unknown) => takers.get(event)?.(message),
  };
});
vi.mock('socket.io-client', () => ({ io: () => socket }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page's line, and how often it has forgotten everything. */
function line() {
  const onForgotten = vi.fn();
  const nothing = () => {};
  createLiveConnection({
    ...{ tabId: 'tab', pageId: 'page', name: () => null, onForgotten },
    ...{ onOnline: nothing, onOffline: nothing, onView: nothing, onSentOut: nothing, onResult: nothing },
    ...{
      onNearby: nothing,
      onPlaySound: nothing,
      onReceipt: nothing,
      onDoor: nothing,
      onMemoryLost: nothing,
    },
  });
  return onForgotten;
}

test('C6 C10: half an hour in which the page cannot connect is as good as one without a line', () => {
  const onForgotten = line();
  socket.hears('connect');
  socket.hears('connect_error', new Error('refused'));
  vi.advanceTimersByTime(LIMITS.idleMs - 1);
  expect(onForgotten).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onForgotten).toHaveBeenCalledOnce();
});
