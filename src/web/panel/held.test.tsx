import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { LEFT_IN_BROWSER } from '../../shared/cookies.ts';
import type { Held } from '../../shared/protocol.ts';
import { inertActions, initialState } from '../pages/app-model.ts';
import { cookiesHere } from './cookies-here.ts';
import { HeldBody } from './held-list.tsx';
import { cookieRows, rowsOf } from './held-rows.ts';
import { LEFT_HERE, notesHere } from './left-here.ts';

const id = (n: number) => String(n).padStart(22, '0');
const NOW = 1_000_000;
const MINUTE = 60_000;

const held: Held = {
  ...{ name: 'Kim', until: NOW + 30 * MINUTE },
  items: [
    { itemId: id(1), on: 'table', kind: 'pdf', bytes: 2_048, addedAt: 0, until: NOW + 30 * MINUTE },
    { itemId: id(2), on: 'shelf', kind: 'note', bytes: 20, addedAt: 0, until: NOW + 29 * MINUTE + 5_000 },
  ],
  uploads: [{ itemId: id(3), bytes: 1_024, size: 4_096, until: NOW + 30_000 }],
  recordings: [{ recordingId: id(4), seconds: 2.2, until: NOW + 9_000 }],
};

function page() {
  const state = initialState();
  const done: string[] = [];
  const said = (what: string) => {
    done.push(what);
    return null;
  };
  const actions = {
    ...inertActions,
    serverNow: () => NOW,
    removeItem: async (itemId: string) => said(`remove ${Number(itemId)}`),
    rename: async (name: string | null) => said(`name ${name}`),
    forgetRecording: async (recordingId: string) => said(`recording ${Number(recordingId)}`),
  };
  const shown = { ownerId: id(9), addedAt: 0, file: null, source: null };
  state.shelf.value = { held: true, items: [{ ...shown, id: id(2), kind: 'note', text: 'hello' }] };
  state.pending.value = [
    {
      ...{ id: id(3), progress: 0.25, trouble: null },
      draft: { kind: 'file', text: 'film.mov', file: new Blob([]) },
    },
  ];
  return { model: { state, actions }, done };
}
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('B1: what is held', () => {
  test('each thing with what it is, how much, where, and when it goes', () => {
    const rows = rowsOf(held, page().model).map(({ what, note, ends }) =>
      plain([what, note, ends].join(' | ')),
    );
    expect(rows).toEqual([
      'something that cannot be shown | PDF file, 2 kB, on the table | 30:00',
      'hello | Note, 20 B, seen by you alone | 29:05',
      'film.mov | File on its way, 1 kB of 4 kB | 0:30',
      expect.stringMatching(/^Sound of your microphone \| 2 seconds recorded.* \| 0:09$/),
      'Kim | Your name, on the server | 30:00',
    ]);
  });

  test('each can be deleted by itself', async () => {
    const { model, done } = page();
    for (const row of rowsOf(held, model)) expect(await row.remove()).toBeNull();
    expect(done).toEqual(['remove 1', 'remove 2', 'remove 3', 'recording 4', 'name null']);
  });

  test('C3: what the server has not confirmed yet is not called deleted', () => {
    const { model } = page();
    model.state.removing.value = new Set([id(2)]);
    const html = render(
      <HeldBody rows={rowsOf(held, model)} notes={[]} trouble={null} afterDeleting={async () => {}} />,
    );
    expect(html.match(/Being deleted…/g)).toHaveLength(1);
  });

  test('N2 N3: the cookies of this browser, with their ends where it tells them; the name goes with its own', async () => {
    const { model, done } = page();
    const DAY = 24 * 60 * MINUTE;
    const store = { getAll: async () => [{ name: 'name', expires: NOW + 364.5 * DAY }] };
    const cookies = await cookiesHere('name=Kim; other=1', store);
    const rows = cookieRows(cookies, NOW, model);
    expect(rows.map(({ key, what, ends }) => [key, what, ends])).toEqual([
      ['cookie-name', 'Cookie “name”', '365 days'],
      ['cookie-other', 'Cookie “other”', 'a year at most'],
    ]);
    await rows[0]?.remove();
    expect(done).toEqual(['name null']);
    expect(await cookiesHere('', undefined)).toEqual([]);
    const failing = { getAll: () => Promise.reject(new Error('not here')) };
    expect(await cookiesHere('name=Kim', failing)).toEqual([{ name: 'name', until: null }]);
  });

  test('the page says the time to those who listen, names each button, and says when nothing is held', () => {
    const html = (rows: ReturnType<typeof rowsOf>) =>
      render(<HeldBody rows={rows} notes={[]} trouble={null} afterDeleting={async () => {}} />);
    const full = html(rowsOf(held, page().model));
    expect(full).toContain('<span class="visually-hidden">goes in 0:30</span>');
    expect(full).toContain('aria-label="Delete film.mov"');
    expect(full).toContain('id="held-delete-all"');
    const empty = html([]);
    expect(empty).toMatch(/id="held-nothing">Nothing at all/);
    expect(empty).not.toContain('held-delete');
  });

  test('what is not known is not shown as nothing', () => {
    const html = render(<HeldBody rows={[]} notes={[]} trouble="offline" afterDeleting={async () => {}} />);
    expect(html).toMatch(/role="alert">The connection was lost/);
    expect(html).not.toContain('held-nothing');
  });

  test('W7: the session id and the meeting are told; nothing of this is where nothing is', () => {
    const left = LEFT_IN_BROWSER.filter(({ kind, whose }) => kind !== 'cookie' && whose === 'a visitor');
    expect(Object.keys(LEFT_HERE).sort()).toEqual(left.map(({ name }) => name).sort());
    const none = { getItem: () => null };
    const tab = { getItem: (name: string) => (name === 'tab' ? 'an id' : null) };
    const html = (notes: string[]) =>
      render(<HeldBody rows={[]} notes={notes} trouble={null} afterDeleting={async () => {}} />);
    const met = html(notesHere({ sessionStorage: tab, localStorage: none }, { inMeeting: true }));
    expect(met).toMatch(/You are in a meeting.*the session id/);
    expect(met).toContain('Nothing else.');
    expect(met).not.toMatch(/Nothing at all|soft sounds/);
    expect(notesHere({ sessionStorage: none, localStorage: none }, { inMeeting: false })).toEqual([]);
    const refusing = {
      getItem: () => {
        throw new Error('refused');
      },
    };
    expect(notesHere({ sessionStorage: refusing, localStorage: refusing }, { inMeeting: false })).toEqual([]);
  });
});
