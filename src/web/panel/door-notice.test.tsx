import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { inertActions, initialState } from '../pages/app-model.ts';
import { DoorNotice } from './door-notice.tsx';

function html(set: (state: ReturnType<typeof initialState>) => void): string {
  const state = initialState();
  set(state);
  return render(<DoorNotice model={{ state, actions: inertActions }} />);
}

test('B7: whoever stands at the door is told so, for how long, and can go away', () => {
  const page = html((state) => {
    state.door.value = { until: 60_000 };
  });
  expect(page).toMatch(/role="status"><div id="door"/);
  expect(page).toContain('Those inside see that you are at the door.');
  expect(page).toMatch(/<small class="seconds-left" aria-hidden="true">/);
  expect(page).toContain('id="door-leave"');
});

test('B7: whoever was not let in is told what to do', () => {
  const page = html((state) => {
    state.turnedAway.value = true;
  });
  expect(page).toMatch(/id="door-over".*Nobody let you in\. Ask them/s);
});

test('B6: a link that leads nowhere says why; without any of this the place is empty', () => {
  const page = html((state) => {
    state.linkTrouble.value = 'bad-code';
  });
  expect(page).toContain('id="door-over"');
  expect(html(() => {})).toBe('<div class="door-place" role="status"></div>');
});
