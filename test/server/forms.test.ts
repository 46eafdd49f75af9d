import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FormsSite, startForms } from './support/forms-site.ts';
import type { Visitor } from './support/visitor.ts';

const MINUTE = 60_000;

describe.each(['embedded', 'postgres'] as const)('the forms, kept in %s', (kind) => {
  let forms: FormsSite;
  let visitor: Visitor;
  beforeAll(async () => {
    forms = await startForms(kind);
  });
  afterAll(() => forms?.close());
  beforeEach(() => {
    visitor = forms.somebody();
  });
  const kept = () => forms.kept();
  const textsKept = async () => (await kept()).map(({ text }) => text);
  const filled = (form: string, fields: Record<string, string>) => forms.filled(visitor, form, fields);

  test('W4: feedback arrives, without a script and without a cookie', async () => {
    const text = `Works well ${randomUUID()}`;
    const sent = await visitor.post(
      '/feedback',
      await filled('feedback', { text, email: 'Kim@Example.org' }),
    );
    expect([sent.status, sent.headers.location]).toEqual([303, '/feedback?sent']);
    const thanks = await visitor.get('/feedback?sent');
    expect(thanks.body).toContain('Thank you. It has arrived.');
    for (const { headers } of [sent, thanks]) expect(headers['set-cookie']).toBeUndefined();
    const [message] = (await kept()).filter((each) => each.text === text);
    expect(message).toMatchObject({ kind: 'feedback', email: 'kim@example.org', name: null });
    expect(message?.receivedAt.getTime()).toBe(forms.now);
  });

  test('W4: errors stand beside their fields, and nothing that was typed is lost', async () => {
    const typed = {
      name: 'Kim "K" <b>',
      email: 'kim@',
      telephone: 'call me',
      text: 'a & b </textarea><script>',
    };
    const { status, body } = await visitor.post('/information', await filled('information', typed));
    expect(status).toBe(422);
    for (const name of ['email', 'telephone']) {
      expect(body).toMatch(new RegExp(`id="field-${name}"[^>]*aria-describedby="field-${name}-error"`));
      expect(body).toMatch(new RegExp(`<p class="error" id="field-${name}-error">This is no`));
    }
    expect(body).not.toContain('id="field-name-error"');
    expect(body).toContain('value="Kim &quot;K&quot; &lt;b>"');
    expect(body).toContain('value="kim@"');
    expect(body).toContain('a &amp; b &lt;/textarea>&lt;script>');
    expect(body).not.toContain('<script');
    expect(await textsKept()).not.toContain(typed.text);
  });

  test('W4: a request for information needs one way to answer; a telephone number will do', async () => {
    const text = `How much? ${randomUUID()}`;
    const { body } = await visitor.post('/information', await filled('information', { text }));
    expect(body).toContain('Give us one way to answer');
    expect(await textsKept()).not.toContain(text);
    const sent = await filled('information', { text, telephone: '+43 1 234-56' });
    expect((await visitor.post('/information', sent)).status).toBe(303);
    expect(await textsKept()).toContain(text);
  });

  test('N4: nothing personal is taken from who says to be under 13, and the form says so', async () => {
    expect((await visitor.get('/feedback')).body).toContain('We ask children for nothing about themselves.');
    expect((await visitor.get('/feedback')).body).toContain('leave name and address empty');
    // Where nothing goes without an address nobody is told to leave it empty.
    for (const path of ['/information', '/news', '/your-data']) {
      const { body } = await visitor.get(path);
      expect(body).toMatch(/If you are under 13, let a parent/);
      expect(body).not.toMatch(/leave .*empty/);
    }
    const text = `I like owls ${randomUUID()}`;
    for (const personal of [{ name: 'Kim' }, { email: 'kim@example.org' }]) {
      const { status, body } = await visitor.post(
        '/feedback',
        await filled('feedback', { text, age: 'child', ...personal }),
      );
      expect(status).toBe(422);
      expect(body).toMatch(/id="field-age-error">We take nothing personal from children/);
    }
    expect(await textsKept()).not.toContain(text);
    expect((await visitor.post('/feedback', await filled('feedback', { text, age: 'child' }))).status).toBe(
      303,
    );
    expect((await kept()).filter((each) => each.text === text)).toMatchObject([{ name: null, email: null }]);
  });

  test('W4: a form that is sent three times at once is one message', async () => {
    const text = `Once ${randomUUID()}`;
    const fields = await filled('feedback', { text });
    const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/feedback', fields)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await textsKept()).filter((each) => each === text)).toHaveLength(1);
  });

  test('W4: a form that is changed and sent again is one message, with what it said last', async () => {
    const [text, changed] = [`Owls ${randomUUID()}`, `Rather ravens ${randomUUID()}`];
    const fields = await filled('feedback', { text });
    for (const sent of [fields, { ...fields, text: changed, name: 'Kim' }])
      expect((await visitor.post('/feedback', sent)).status).toBe(303);
    const mine = () => kept().then((all) => all.filter((each) => [text, changed].includes(each.text)));
    expect(await mine()).toMatchObject([{ id: fields.id, text: changed, name: 'Kim' }]);
    // Once it has its answer it stays, and what is changed then is another one.
    await forms.answer(fields.id!);
    const late = { ...fields, text, name: 'Kim' };
    for (const sent of [late, late]) expect((await visitor.post('/feedback', sent)).status).toBe(303);
    const both = (await mine()).map((each) => [each.text, each.answer]);
    expect(both.sort()).toEqual(
      [
        [text, null],
        [changed, 'Yes.'],
      ].sort(),
    );
  });

  test('W4: what fills a field that people do not see is refused', async () => {
    const text = `Buy owls ${randomUUID()}`;
    const fields = await filled('feedback', { text, website: 'https://owls.example' });
    const { status, body } = await visitor.post('/feedback', fields);
    expect(status).toBe(422);
    expect(body).toContain('A field that people do not see was filled in');
    expect(body).toContain(text);
    expect(await textsKept()).not.toContain(text);
    expect((await visitor.post('/feedback', { ...fields, website: '' })).status).toBe(303);
  });

  test('W4: a form is not filled in a second, nor after a day, nor without its page', async () => {
    const text = `Quick ${randomUUID()}`;
    const fields = await filled('feedback', { text });
    const born = forms.now - 5_000;
    const at = async (age: number, more: Record<string, string> = {}) => {
      forms.now = born + age;
      const { status, body } = await visitor.post('/feedback', { ...fields, ...more });
      return [status, /role="alert"[^>]*>([^<]*)</.exec(body)?.[1] ?? ''];
    };
    expect(await at(1_999)).toEqual([422, expect.stringContaining('quicker than people write')]);
    expect(await at(24 * 60 * MINUTE + 1)).toEqual([422, expect.stringContaining('was open for long')]);
    const forged = `${born}.${'A'.repeat(43)}`;
    expect(await at(3_000, { token: forged })).toEqual([422, expect.stringContaining('was open for long')]);
    expect(await at(3_000, { id: 'none' })).toEqual([422, expect.stringContaining('was open for long')]);
    expect(await textsKept()).not.toContain(text);
    expect(await at(2_000)).toEqual([303, '']);
  });

  test('W4: the sixth form from one address within ten minutes waits, with its text; others do not', async () => {
    const fields = await filled('feedback', { text: 'again' });
    const send = (by: Visitor, text: string) => by.post('/feedback', { ...fields, text, id: randomUUID() });
    for (let count = 0; count < 5; count += 1) expect((await send(visitor, 'again')).status).toBe(303);
    const refused = await send(visitor, 'the sixth of them');
    expect([refused.status, refused.body]).toEqual([429, expect.stringContaining('the sixth of them')]);
    expect(refused.body).toContain('wait ten minutes');
    const other = forms.somebody();
    expect((await send(other, 'somebody else')).status).toBe(303);
    forms.now += 10 * MINUTE + 1;
    expect((await send(visitor, 'the sixth of them')).status).toBe(303);
  });

  test('W12: line ends in one line, which headers of a mail are made of, are refused', async () => {
    const text = `Header ${randomUUID()}`;
    for (const bad of [
      { name: 'Kim\r\nBcc: all@example.org' },
      { email: 'kim@example.org\nBcc: all@example.org' },
      { name: 'Kim\u0000' },
    ]) {
      const { status } = await visitor.post('/feedback', await filled('feedback', { text, ...bad }));
      expect(status).toBe(422);
    }
    expect(await textsKept()).not.toContain(text);
    const lines = `one\r\ntwo\rthree ${text}`;
    expect((await visitor.post('/feedback', await filled('feedback', { text: lines }))).status).toBe(303);
    expect(await textsKept()).toContain(`one\ntwo\nthree ${text}`);
  });

  test('W12: SQL is text like any other', async () => {
    const before = (await kept()).length;
    const text = `'); drop table messages; -- $1 ${randomUUID()}`;
    const fields = await filled('feedback', { text, name: "Robert'); delete from messages;--" });
    expect((await visitor.post('/feedback', fields)).status).toBe(303);
    expect(await kept()).toHaveLength(before + 1);
    expect((await kept())[0]).toMatchObject({ text, name: "Robert'); delete from messages;--" });
  });

  test('W12: 10 MB are refused in words; 5,000 characters of any kind are not', async () => {
    const fields = await filled('feedback', { text: '' });
    const large = await visitor.post('/feedback', { ...fields, text: 'x'.repeat(10_000_000) });
    expect(large.status).toBe(413);
    expect(large.body).toContain('more than we can take');
    const over = await visitor.post('/feedback', { ...fields, text: '鳥'.repeat(5_001) });
    expect([over.status, over.body]).toEqual([422, expect.stringContaining('longer than 5,000 characters')]);
    expect((await visitor.post('/feedback', { ...fields, text: '鳥'.repeat(5_000) })).status).toBe(303);
  });

  test('W12: what is no form is refused without harm', async () => {
    for (const body of ['', 'text=%E0%A4%A&id', '__proto__[a]=b&constructor=c', 'text=a&text=b']) {
      const { status } = await visitor.post('/feedback', body);
      expect([body, status]).toEqual([body, 422]);
    }
  });

  test('W6: what people wrote, and their addresses, are in no log, also when it is refused', async () => {
    const canary = `canary-${randomUUID()}`;
    const typed = { text: canary, name: canary, email: `${canary}@example.org` };
    await visitor.post('/feedback', await filled('feedback', { ...typed, telephone: canary }));
    await visitor.post('/information', await filled('information', { ...typed, telephone: canary }));
    expect(forms.log()).toContain('/feedback');
    expect(forms.log()).not.toContain(canary);
    expect(forms.log()).not.toContain(visitor.from);
  });
});
