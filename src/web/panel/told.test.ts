import { describe, expect, test } from 'vitest';
import type { PendingItem } from '../meeting/outbox.ts';
import type { Trouble } from '../meeting/request.ts';
import { newsOf } from './told.ts';

const file = (id: string, trouble: Trouble | null = null): PendingItem => ({
  ...{ id, progress: null, trouble },
  draft: { kind: 'file', text: `${id}.pdf`, file: new Blob(['x']) },
});
const note: PendingItem = {
  ...{ id: 'note', progress: null, trouble: null },
  draft: { kind: 'note', text: 'hello' },
};
const nowhere = () => null;

describe('what is said of files on their way', () => {
  test('C1: a file that does not go on is named once, with the reason', () => {
    const stuck = file('plan', 'quota-full');
    expect(newsOf([file('plan')], [stuck], nowhere)).toMatch(/^plan\.pdf: .*at most 100 MB/);
    expect(newsOf([stuck], [{ ...stuck }], nowhere)).toBe('');
  });

  test('a lost line is told by the banner alone', () => {
    expect(newsOf([file('plan')], [file('plan', 'offline')], nowhere)).toBe('');
  });

  test('C7: one that arrived is said to be on the table, or to wait; one that was cancelled is not', () => {
    expect(newsOf([file('plan')], [], () => 'table')).toBe('plan.pdf is on the table.');
    expect(newsOf([file('plan')], [], () => 'shelf')).toBe('plan.pdf waits here.');
    expect(newsOf([file('plan')], [], nowhere)).toBe('');
  });

  test('what was typed and sent just now is not repeated', () => {
    expect(newsOf([note], [], () => 'table')).toBe('');
  });
});
