import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { createLiveConnection } from './live-connection.ts';

const socket = vi.hoisted(() => {
  const takers = new Map<string, (...said: unknown[]) => void>();
  return {
    ...{ connected: false, active: true, connect() {}, disconnect() {} },
    /** What the page says of itself when it connects. */
    auth: (_give: (said: { ticket: string | null }) => void): void => {},
    on: (event: string, take: (...said: unknown[]) => void) => void takers.set(event, take),
    hears: (event: string, ...said: unknown[]) => takers.get(event)?.(...said),
  };
});
vi.mock('socket.io-client', () => ({
  io({ auth }: { auth: typeof socket.auth }) {
    socket.auth = auth;
    return socket;
  },
}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page's line, and how often it has forgotten everything. */
function line() {
  const onForgotten = vi.fn();
  const nothing = () => {};
  const connection = createLiveConnection({
    ...{ tabId: 'tab', pageId: 'page', name: () => null, onForgotten },
    ...{ onOnline: nothing, onOffline: nothing, onView: nothing, onSentOut: nothing, onResult: nothing },
    ...{
      onNearby: nothing,
      onPlaySound: nothing,
      onReceipt: nothing,
      onDoor: nothing,
      onInterruption: nothing,
      onMemoryLost: nothing,
    },
  });
  return { onForgotten, connection };
}

test('C6 C10: half an hour in which the page cannot connect is as good as one without a line', () => {
  const { onForgotten } = line();
  socket.hears('connect');
  socket.hears('connect_error', new Error('refused'));
  vi.advanceTimersByTime(LIMITS.idleMs - 1);
  expect(onForgotten).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onForgotten).toHaveBeenCalledOnce();
});

/** The ticket the page would bring along now. */
const brought = () =>
  new Promise<string | null>((resolve) => void socket.auth(({ ticket }) => resolve(ticket)));
const id = (n: number) => String(n).padStart(22, '0');
const TICKET = 'A'.repeat(80);

/** The server says where the page is, and gives it a ticket. */
async function comesIn(): Promise<void> {
  const view = {
    ...{ id: id(1), revision: 1, you: id(2), reader: id(3), participants: [], items: [] },
    ...{ presented: null, locked: false, knocks: [] },
  };
  const shown = new Promise<void>((resolve) => {
    socket.hears('meeting', { view, keys: {}, why: null, ticket: TICKET }, resolve);
  });
  await vi.advanceTimersByTimeAsync(1);
  await shown;
}

test('C4 C5 C6: the page brings its ticket, when it connects and when it is asked, and none after it left, was closed or was forgotten', async () => {
  vi.useRealTimers(); // keys are made in threads of the runtime
  const { connection } = line();
  expect(await brought()).toBeNull();
  vi.useFakeTimers();
  for (const drop of [connection.dropTicket, connection.close]) {
    await comesIn();
    const answer = vi.fn();
    socket.hears('come-back', {}, answer);
    expect(answer).toHaveBeenLastCalledWith({ name: null, ticket: TICKET });
    drop();
    socket.hears('come-back', {}, answer);
    expect(answer).toHaveBeenLastCalledWith({ name: null, ticket: null });
  }
  socket.hears('connect');
  await comesIn();
  socket.hears('disconnect', 'transport close');
  vi.advanceTimersByTime(LIMITS.idleMs);
  vi.useRealTimers();
  expect(await brought()).toBeNull();
});
