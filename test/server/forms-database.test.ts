import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
    const text = `Patience ${randomUUID()}`;
    const fields = await forms.filled(visitor, 'feedback', { text });
    forms.database!.pause();
    try {
      const away = await visitor.post('/feedback', fields);
      expect(away.status).toBe(503);
      expect(away.body).toContain('Nothing you wrote is lost');
      expect(away.body).toContain(text);
    } finally {
      forms.database!.resume();
    }
    expect((await visitor.post('/feedback', fields)).status).toBe(303);
    expect((await forms.kept()).filter((each) => each.text === text)).toHaveLength(1);
  });
});
