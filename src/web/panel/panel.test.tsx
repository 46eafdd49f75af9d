import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import type { ItemKind } from '../../shared/content.ts';
import type { OpenItem, OpenView } from '../meeting/opened.ts';
import type { PendingItem } from '../meeting/outbox.ts';
import type { Trouble } from '../meeting/request.ts';
import { inertActions, initialState } from '../pages/app-model.ts';
import * as later from '../pages/later-parts.ts';
import { Panel } from './panel.tsx';
import { UndoBar } from './undo-bar.tsx';

const id = (n: number) => String(n).padStart(22, '0');
const item = (n: number, kind: ItemKind, text: string, ownerId = id(1)): OpenItem => ({
  ...{ id: id(n), ownerId, kind, text, addedAt: n, source: null },
  file: kind === 'pdf' ? { size: 2_048, mediaType: 'application/pdf' } : null,
});
const meeting = (...items: OpenItem[]): OpenView => ({
  ...{ id: id(0), revision: 1, you: id(1), reader: id(5), participants: [], items },
  ...{ presented: null, locked: false, knocks: [] },
});
const file = (n: number, progress: number | null, trouble: Trouble | null = null): PendingItem => ({
  ...{ id: id(n), progress, trouble },
  draft: { kind: 'file', text: `file-${n}.pdf`, file: new Blob([new Uint8Array(2_048)]) },
});

/** The panel, and the bar, as HTML; `set` changes the state before. */
function html(set: (state: ReturnType<typeof initialState>) => void): string {
  const state = initialState();
  state.connection.value = 'online';
  state.later.value = later;
  set(state);
  const model = { state, actions: inertActions };
  return render(
    <>
      <Panel model={model} view={state.meeting.value} />
      <UndoBar model={model} />
    </>,
  );
}
const words = (page: string) =>
  page
    .replace(/<[^>]+>/g, ' ')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
const rows = (page: string) =>
  [...page.matchAll(/<li class="mine-item[^"]*" data-item-id="0*(\d+)" data-where="(\w+)"/g)].map(
    ([, n, where]) => `${n} ${where}`,
  );

describe('my things', () => {
  test('C2 C7: newest first: on its way and on the table, then what is held back, with a button for each', () => {
    const page = html((state) => {
      state.meeting.value = meeting(item(10, 'url', 'https://example.org/'), item(11, 'note', 'x', id(2)));
      state.shelf.value = { held: true, items: [item(12, 'note', 'a'), item(13, 'pdf', 'b.pdf')] };
      state.pending.value = [file(14, 0.25)];
    });
    expect(rows(page)).toEqual(['14 pending', '10 table', '13 shelf', '12 shelf']);
    expect(page.match(/class="quiet-button lay"/g)).toHaveLength(2);
    expect(page.match(/class="icon-button remove"/g)).toHaveLength(4);
    expect(words(page)).toContain('2 things are kept to yourself: not on the table, only you see them.');
    expect(page).toMatch(/<button id="lay-all"[^>]*>Lay all on the table/);
    expect(page, 'a switch for the next meeting would lay them down').not.toContain('id="hold-back"');
  });

  test('C7: before a meeting they wait, without a table to lay them on; the folded row says how many', () => {
    const page = html((state) => {
      state.shelf.value = { held: false, items: [item(12, 'note', 'a'), item(13, 'pdf', 'b.pdf')] };
      state.name.value = 'Kim';
    });
    expect(page).not.toMatch(/class="quiet-button lay"|id="lay-all"/);
    expect(page).toMatch(/<input id="hold-back"[^>]*role="switch"/);
    expect(words(page)).toContain('My things 2 things wait · Kim');
    expect(words(page)).toContain('They come along when you join one');
  });

  test('C1: a file on its way says how far, and who listens hears which', () => {
    const page = html((state) => {
      state.pending.value = [file(14, 0.256)];
    });
    expect(page).toMatch(
      /<progress class="progress" max="100" value="26" aria-label="file-14.pdf is on its way"/,
    );
    expect(page).toMatch(/aria-label="Cancel file-14.pdf"/);
  });

  test('C1: a file waits for its turn, or for its next try, in words', () => {
    const page = html((state) => {
      state.pending.value = [file(14, null), file(15, null)];
      state.waiting.value = new Set([id(15)]);
    });
    expect(page).not.toContain('<progress');
    expect(page).toMatch(/<em class="mine-waiting">Waiting for its turn<\/em>/);
    expect(page).toMatch(/<em class="mine-waiting">It did not arrive, trying again…<\/em>/);
    expect(page.match(/class="icon-button remove"/g)).toHaveLength(2);
  });

  test('C1: what may go better is tried again; what never will is not; the folded panel names either', () => {
    const before = html((state) => {
      state.pending.value = [file(14, null, 'upload-broken'), file(15, null, 'image-too-large')];
    });
    expect(before.match(/class="quiet-button retry"/g)).toHaveLength(1);
    expect(words(before)).toContain('25 million pixels');
    expect(words(before)).toContain('My things 2 are stuck');
    const inside = html((state) => {
      state.meeting.value = meeting();
      state.pending.value = [file(14, null, 'upload-broken')];
    });
    expect(inside).toMatch(/<span class="panel-badge">1<span class="visually-hidden"> file is stuck/);
  });
});

describe('B2: the receipt', () => {
  const receipt = { receiptId: id(9), itemId: id(10), erasedAt: 0, screens: 3, gone: 3, away: 0, done: true };

  test('says from how many screens and when it is gone, in figures for programs too', () => {
    const page = html((state) => {
      state.meeting.value = meeting();
      state.receipt.value = receipt;
    });
    expect(page).toMatch(/<p id="receipt"[^>]*data-done="true" data-gone="3" data-screens="3"/);
    expect(words(page)).toMatch(
      /What you removed last is gone from 3 of 3 screens, and from the server at \d\d:\d\d:\d\d\./,
    );
    expect(words(page)).not.toContain('no connection');
  });

  test('says what is outstanding', () => {
    const page = html((state) => {
      state.meeting.value = meeting();
      state.receipt.value = { ...receipt, gone: 2, away: 1 };
    });
    expect(words(page)).toContain('1 screen has no connection: it goes from there when that is back.');
  });

  test.each([
    [{ kind: 'note', text: 'hello\nyou' }, 'The note “hello” is gone from'],
    [{ kind: 'url', text: 'https://www.example.org/a' }, 'The link to example.org is gone from'],
    [{ kind: 'file', text: 'plan.pdf', file: new Blob(['x']) }, 'The file plan.pdf is gone from'],
  ] as const)('names what it is about while that can be put back: %j', (draft, said) => {
    const page = html((state) => {
      state.meeting.value = meeting();
      state.receipt.value = receipt;
      state.undo.value = { ...{ itemId: id(10), meetingId: id(0), wasHeldBack: false }, draft };
    });
    expect(words(page)).toContain(said);
  });

  test('C3: goes when the thing was put back, and comes again for another', () => {
    const shown = (itemId: string) =>
      html((state) => {
        state.receipt.value = { ...receipt, itemId };
        state.putBack.value = id(10);
      });
    expect(shown(id(10))).not.toContain('id="receipt"');
    expect(shown(id(11))).toContain('id="receipt"');
  });

  test('is on the start page after leaving, for everything', () => {
    const page = html((state) => {
      state.receipt.value = { ...receipt, itemId: null };
    });
    expect(words(page)).toContain('Your things are gone from 3 of 3 screens');
  });
});

describe('C3: putting back', () => {
  const undo = {
    ...{ itemId: id(10), meetingId: null, wasHeldBack: false },
    draft: { kind: 'note', text: 'hello' },
  } as const;

  test('is offered in a place that is said when it fills, and takes no focus', () => {
    const empty = html(() => {});
    expect(empty).toContain('<div class="undo-place" role="status"></div>');
    const page = html((state) => {
      state.undo.value = undo;
    });
    expect(page).toMatch(/role="status"><p class="undo"><span>Removed\.<\/span><button id="undo"/);
    expect(page).not.toContain('autofocus');
  });

  test('C7: is not offered in a meeting that began since', () => {
    const page = html((state) => {
      state.undo.value = undo;
      state.meeting.value = meeting();
    });
    expect(page).not.toContain('id="undo"');
  });
});
