import { signal } from '@preact/signals';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { fakeLine, id, note, settled } from '../../../test/web/fake-line.ts';
import { inertActions, initialState } from '../pages/app-model.ts';
import { Banner } from '../pages/banner.tsx';
import type { OpenView } from './opened.ts';
import { createRestoring } from './restoring.ts';

/** A page in a meeting with one note of its own, and a line whose first server said nothing yet. */
async function page() {
  const line = fakeLine();
  line.isAt({ meetingId: id(9), held: false });
  await line.outbox.add(note);
  const item = { id: id(1), ownerId: id(1), kind: 'note', addedAt: 0, text: 'hello' } as const;
  const view = (isThere: boolean): OpenView => ({
    ...{ id: id(9), revision: 1, you: id(1), reader: id(2), participants: [], presented: null },
    ...{ items: isThere ? [{ ...item, file: null, source: null }] : [], locked: false, knocks: [] },
  });
  line.outbox.settle(new Set([id(1)]));
  const meeting = signal<OpenView | null>(view(true));
  const shelf = signal({ items: [], held: false });
  const { request, timers, outbox } = line;
  const restoring = createRestoring({ ...{ meeting, shelf, outbox, request, later: timers.later } });
  const banner = () => {
    const state = { ...initialState(), connection: signal('online' as const), restoring: restoring.isShown };
    return render(<Banner model={{ state, actions: inertActions }} />);
  };
  return { ...line, restoring, view, banner };
}

test('C6: after a second, and not before, the screen says that the meeting is coming back, until it is whole', async () => {
  const { restoring, view, banner, timers, outbox } = await page();
  restoring.lost();
  restoring.awaited();
  await timers.pass(999);
  expect(banner()).toBe('');
  await timers.pass(1);
  expect(banner()).toContain('Your meeting is coming back');
  restoring.view(view(false), true);
  await settled();
  expect(banner(), 'its note is on its way').toContain('Your meeting is coming back');
  outbox.settle(new Set([id(1)]));
  expect(banner()).toBe('');
});

test('C3: nothing is laid back where nothing was lost, of a meeting that is over, or after leaving', async () => {
  const { restoring, view, announced, timers, banner } = await page();
  expect(announced()).toEqual([1]);
  restoring.lost();
  restoring.view(view(true), false);
  restoring.lost();
  restoring.view(null, true);
  restoring.lost();
  restoring.forget();
  restoring.view(view(false), true);
  await settled();
  expect(announced()).toEqual([1]);
  restoring.lost();
  restoring.view(view(false), true);
  await settled();
  expect(announced(), 'positive control').toEqual([1, 1]);
  await timers.pass(5_000);
  expect(banner()).toBe('');
});

test('C1: what is not there any more although nobody took it away is laid back, also where the servers did not say so', async () => {
  const { restoring, view, announced } = await page();
  restoring.lost();
  restoring.view({ ...view(false), you: id(5) }, false); // as another participant: it left, and came again
  await settled();
  expect(announced()).toEqual([1]);
  restoring.lost();
  restoring.view(view(false), false);
  await settled();
  expect(announced()).toEqual([1, 1]);
});

test('C3: what was taken away on this page meanwhile is not laid back', async () => {
  const { restoring, view, outbox, announced } = await page();
  restoring.lost();
  await outbox.remove(id(1));
  restoring.view(view(false), false);
  await settled();
  expect(announced()).toEqual([1]);
});
