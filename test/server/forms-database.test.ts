import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formFields } from './support/form-fields.ts';
import { type FormsSite, startForms } from './support/forms-site.ts';
import type { Visitor } from './support/visitor.ts';

describe('the forms, when the database has trouble', () => {
  let forms: FormsSite;
  let visitor: Visitor;
  beforeAll(async () => {
    forms = await startForms('postgres');
    await forms.kept();
  });
  afterAll(() => forms?.close());
  beforeEach(() => {
    visitor = forms.somebody();
  });

  test('W4 W6: when the database fails, what was typed stays on the page and out of the log', async () => {
    const canary = `canary-${randomUUID()}`;
    const text = `It broke:\n    at ${canary} (a.ts:1:1)`;
    const fields = await forms.filled(visitor, 'feedback', { text, name: canary });
    const client = new pg.Client({ connectionString: forms.database!.url });
    await Promise.all([client.connect(), forms.kept()]);
    await client.query('alter table messages rename to gone');
    try {
      const { status, body } = await visitor.post('/feedback', fields);
      expect([status, body]).toEqual([503, expect.stringContaining(`at ${canary}`)]);
    } finally {
      await client.query('alter table gone rename to messages');
      await client.end();
    }
    expect(forms.log()).toContain('message-store.ts');
    expect(forms.log()).not.toContain(canary);
    expect((await visitor.post('/feedback', fields)).status).toBe(303);
  });

  test('W4: while the database is away nothing typed is lost, and sending again is one message', async () => {
    const text = `Patience <b> "one"\n& two ${randomUUID()}`;
    const fields = await forms.filled(visitor, 'feedback', { text, email: 'kim@example.org' });
    forms.database!.pause();
    let shown: Record<string, string> = {};
    try {
      const away = await visitor.post('/feedback', fields);
      expect(away.status).toBe(503);
      expect(away.body).toContain('Nothing you wrote is lost');
      shown = Object.fromEntries(
        Object.entries(formFields(away.body)).map(([name, [value = '']]) => [name, value]),
      );
    } finally {
      forms.database!.resume();
    }
    expect(shown).toMatchObject({ text, email: 'kim@example.org', id: fields.id });
    forms.now += 5_000;
    // Its page's own fields, twice, and those that were sent at first: nobody knows which of them arrived.
    for (const sent of [shown, shown, fields])
      expect((await visitor.post('/feedback', sent)).status).toBe(303);
    expect((await forms.kept()).filter((each) => each.text === text)).toHaveLength(1);
  });
});
