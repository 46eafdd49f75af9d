import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import type { ItemKind } from '../../shared/content.ts';
import { inertActions, initialState } from '../pages/app-model.ts';
import type { OpenItem, OpenView } from './opened.ts';
import { Table } from './table.tsx';

const id = (n: number) => String(n).padStart(22, '0');
const [ADA, KIM] = [id(1), id(2)];

function item(n: number, kind: ItemKind, text: string | null, ownerId = ADA): OpenItem {
  const bytes = kind === 'image' || kind === 'pdf' || kind === 'file';
  return {
    ...{ id: id(n), ownerId, kind, text, addedAt: n },
    file: bytes ? { size: 3_456_789, mediaType: 'application/octet-stream' } : null,
    source: bytes ? `/content/${id(n)}?as=${id(5)}` : null,
  };
}

const view = (patch: Partial<OpenView> = {}): OpenView => ({
  ...{ id: id(0), revision: 1, you: ADA, reader: id(5), presented: null, locked: false, knocks: [] },
  participants: [
    { id: ADA, name: 'Ada', here: true },
    { id: KIM, name: 'Kim', here: true },
  ],
  items: [],
  ...patch,
});

/** The table as HTML; `set` changes the state before. */
function html(shown: OpenView, set: (state: ReturnType<typeof initialState>) => void = () => {}): string {
  const state = initialState();
  state.meeting.value = shown;
  set(state);
  return render(<Table model={{ state, actions: inertActions }} view={shown} />);
}

describe('cards', () => {
  test('C1: newest first, each kind as what it is, in words a person reads', () => {
    const page = html(
      view({
        items: [
          item(10, 'url', 'https://www.example.org/a?b=c'),
          item(11, 'note', 'one\ntwo', KIM),
          item(12, 'image', 'board.png'),
          item(13, 'pdf', 'plan.pdf'),
          item(14, 'file', 'table.csv'),
        ],
      }),
    );
    expect([...page.matchAll(/data-kind="(\w+)"/g)].map(([, kind]) => kind)).toEqual([
      'file',
      'pdf',
      'image',
      'note',
      'url',
    ]);
    expect(page).toMatch(/<a [^>]*href="https:\/\/www\.example\.org\/a\?b=c"[^>]*target="_blank"/);
    expect(page).toMatch(/<img [^>]*alt="board\.png"[^>]*loading="lazy"/);
    expect(page).toMatch(/open-pdf".*>Open<\/span><span class="visually-hidden">plan\.pdf</);
    expect(page).toMatch(/<a class="quiet-button download"[^>]*download="table\.csv"/);
    expect(page).toContain('3.3\u00a0MB');
    expect(page.match(/aria-label="Show to all: /g)).toHaveLength(5);
  });

  test('what does not open says so, and cannot be shown to all', () => {
    const page = html(view({ items: [item(10, 'image', null)] }));
    expect(page).toContain('This cannot be shown.');
    expect(page).not.toContain('<img');
    expect(page).not.toContain('Show to all');
  });
});

describe('what is shown to all', () => {
  const items = [item(10, 'note', 'hello'), item(11, 'note', 'of Kim', KIM)];
  const by = (participantId: string, itemId = id(10)) =>
    view({ items, presented: { itemId, participantId, page: 1 } });

  test('it says who shows it and whose it is; the presenter has no own view', () => {
    const mine = html(by(ADA, id(11)));
    expect(mine).toContain('You show this to all · laid down by Kim');
    expect(mine).not.toContain('id="own-view"');
    const kims = html(by(KIM));
    expect(kims).toContain('Kim shows this to all · laid down by Ada (you)');
    expect(kims).toContain('id="own-view"');
    expect(html(by(KIM, id(11)))).toContain('Kim shows this to all</p>');
    for (const page of [mine, kims]) expect(page).toContain('id="stop-presenting"');
  });

  test('whoever leafs alone reads that, and can follow again; who shows it always turns for all', () => {
    const pdf = [item(12, 'pdf', 'plan.pdf')];
    const presented = { itemId: id(12), participantId: KIM, page: 3 };
    const leaf = (state: ReturnType<typeof initialState>) => {
      state.ownPage.value = { itemId: id(12), page: 5 };
    };
    const alone = html(view({ items: pdf, presented }), leaf);
    expect(alone).toContain('data-page="5"');
    expect(alone).toContain('id="follow"');
    const follows = html(view({ items: pdf, presented }));
    expect(follows).toContain('data-page="3"');
    expect(follows).not.toContain('id="follow"');
    const own = html(view({ items: pdf, presented: { ...presented, participantId: ADA } }), leaf);
    expect(own).toContain('data-page="3"');
  });

  test('the card of what is shown leads to it instead of showing it anew', () => {
    const page = html(by(KIM));
    expect(page).toContain('aria-label="Shown to all: hello, look at it"');
    expect(page).toContain('aria-label="Show to all: of Kim"');
  });
});

describe('the door', () => {
  test('B7: what the lock means is there in words, seen while it is locked', () => {
    expect(html(view())).toMatch(/aria-pressed="false"[^>]*aria-describedby="lock-hint"/);
    expect(html(view())).toMatch(/id="lock-hint" class="visually-hidden"/);
    expect(html(view({ locked: true }))).toMatch(/id="lock-hint" class="lock-hint">Whoever comes now/);
  });

  test('B7: whoever knocks is named, and can be let in or not; nobody can send themselves out', () => {
    const page = html(view({ locked: true, knocks: [{ id: id(8), name: 'Grace', until: 60_000 }] }));
    expect(page).toContain('Grace is at the door');
    expect(page).toMatch(/let-in.*turn-away/s);
    expect(page.match(/class="icon-button send-out"/g)).toHaveLength(1);
    expect(page).toContain('aria-label="Send Kim out"');
  });
});
