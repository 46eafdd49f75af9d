import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../src/storage/durable/durable-store.ts';
import { type Operator, type SiteServed, serveSite } from './support/site-served.ts';

let site: SiteServed;
let operator: Operator;
beforeAll(async () => {
  site = await serveSite();
  operator = await site.signIn();
});
afterAll(() => site.close());

const message = (more: Partial<Message> = {}) => ({
  ...{
    id: randomUUID(),
    kind: 'information' as const,
    name: 'Ada',
    email: 'ada@example.org',
    telephone: null,
  },
  ...{ text: 'How <b>much</b> is it?', receivedAt: new Date(site.clock.now) },
  ...more,
});

describe('W4: the inbox', () => {
  test('shows what came; a message is answered once, and deleted', async () => {
    const sent = message();
    await site.site.store.messages.add(sent);
    expect((await operator.get('/operator')).body).toContain('How &lt;b>much&lt;/b> is it?');
    const path = `/operator/messages/${sent.id}`;
    const page = await operator.get(path);
    expect(page.body).toContain('ada@example.org');
    const empty = await operator.post(`${path}/answer`, { answer: '  ' });
    expect([empty.status, empty.body.includes('field-answer-error')]).toEqual([422, true]);
    const long = await operator.post(`${path}/answer`, { answer: `kept ${'x'.repeat(10_000)}` });
    expect([long.status, long.body.includes('kept xxx')]).toEqual([422, true]);
    const done = await operator.post(`${path}/answer`, { answer: 'Nothing.\r\nReally.' });
    expect([done.status, done.headers.location]).toEqual([303, path]);
    expect((await operator.post(`${path}/answer`, { answer: 'Again.' })).status).toBe(303);
    expect(await site.site.store.messages.get(sent.id)).toMatchObject({ answer: 'Nothing.\nReally.' });
    const answered = (await operator.get(path)).body;
    expect(answered).toContain('Nothing.\nReally.');
    expect(answered).not.toContain('name="answer"');
    expect((await operator.post(`${path}/delete`)).headers.location).toBe('/operator');
    expect(await site.site.store.messages.get(sent.id)).toBeNull();
    expect((await operator.get(path)).status).toBe(404);
    expect((await operator.get('/operator/messages/none')).status).toBe(404);
  });

  test('has pages: every message is on one of them, once, newest first', async () => {
    const texts = Array.from({ length: 45 }, (_, i) => `Message-${String(i).padStart(2, '0')}.`);
    for (const [i, text] of texts.entries())
      await site.site.store.messages.add(message({ text, receivedAt: new Date(1_000 * i) }));
    const seen: string[] = [];
    for (let page: string | null = '/operator'; page !== null; ) {
      const { body } = await operator.get(page);
      seen.push(...(body.match(/Message-\d\d\./g) ?? []));
      page = /href="(\/operator\?page=\d+)">Older/.exec(body)?.[1] ?? null;
    }
    expect(seen).toEqual([...texts].reverse());
    for (const odd of ['0', '-1', 'x', '99999999999', '1.5'])
      expect((await operator.get(`/operator?page=${odd}`)).status).toBe(200);
    expect((await operator.get('/operator?page=900')).body).toContain('page=3">Newer');
  });

  test('the log says what was done, and names no person', async () => {
    const { body } = await operator.get('/operator/log');
    for (const text of ['Signed in with the token', 'Answered a message', 'Deleted a message'])
      expect(body).toContain(text);
    const entries = await site.site.store.audit.list({ limit: 100 });
    for (const entry of entries) expect(Object.keys(entry).sort()).toEqual(['action', 'at', 'id']);
    expect(JSON.stringify(entries)).not.toMatch(/ada|example|127\.0\.0\.1/i);
  });
});

describe('W3: notices', () => {
  const add = async (fields: Record<string, string>) => {
    const { body } = await operator.get('/operator/notices');
    const id = /name="id" value="([^"]+)"/.exec(body)?.[1] ?? '';
    return { id, answer: await operator.post('/operator/notices', { id, ...fields }) };
  };
  const notices = () => site.site.operator.notices;

  test('is for others to show from its first day to the end of its last, without waiting for the database', async () => {
    const { id, answer } = await add({ text: 'We moved.', from: '2027-01-16', until: '2027-01-17' });
    expect(answer.status).toBe(303);
    const again = { id, text: 'We moved.', from: '2027-01-16', until: '2027-01-17' };
    await operator.post('/operator/notices', again); // sent twice
    const at = (time: string) => {
      const before = site.clock.now;
      site.clock.now = Date.parse(time);
      const texts = notices()
        .current()
        .map(({ text }) => text);
      site.clock.now = before;
      return texts;
    };
    expect(at('2027-01-15T23:59:59.999Z')).toEqual([]);
    expect(at('2027-01-16T00:00:00Z')).toEqual(['We moved.']);
    expect(at('2027-01-17T23:59:59.999Z')).toEqual(['We moved.']);
    expect(at('2027-01-18T00:00:00Z')).toEqual([]);
    expect((await operator.get('/operator/notices')).body).toContain('2027-01-16 to 2027-01-17');
    await operator.post(`/operator/notices/${id}/delete`);
    expect(at('2027-01-16T00:00:00Z')).toEqual([]);
  });

  test.each([
    [{ text: '', from: '2027-01-16', until: '2027-01-17' }, 'field-text-error'],
    [{ text: 'x', from: 'soon', until: '2027-01-17' }, 'field-from-error'],
    [{ text: 'x', from: '2027-02-30', until: '2027-03-17' }, 'field-from-error'],
    [{ text: 'x', from: '2027-01-16', until: '2027-01-15' }, 'field-until-error'],
  ])('%j is refused beside the field', async (fields, id) => {
    const { answer } = await add(fields);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain(`id="${id}"`);
    expect(await notices().refresh()).toEqual([]);
  });
});

describe('lists of what others write', () => {
  test('W5 W6: mails with their text, the mailing list, and what was counted', async () => {
    const client = new pg.Client({ connectionString: site.postgres.url });
    await client.connect();
    const at = new Date(site.clock.now);
    const mail = `insert into mails (id, kind, recipient, subject, text, headers, state, queued_at, due_at, error)
      values (gen_random_uuid(), 'answer', 'bo@example.org', 'Your question', 'Dear <Bo>', '{}', $1, $2, $2, $3)`;
    await client.query(mail, ['waiting', at, null]);
    await client.query(mail, ['failed', at, '550 no such user']);
    await client.query(
      `insert into subscribers (email, state, token_hash, source, asked_at)
       values ('c@example.org', 'confirmed', 'x', 'form', $1), ('d@example.org', 'asked', 'y', 'form', $1)`,
      [at],
    );
    await client.query(
      `insert into campaigns (id, subject, text, state, created_at) values (gen_random_uuid(), 'News!', 't', 'draft', $1)`,
      [at],
    );
    const count = 'insert into counts values ($1, $2, $3, $4)';
    await client.query(count, [at, 'page', '/privacy', 5]);
    await client.query(count, [new Date(site.clock.now - 3_600_000), 'page', '/privacy', 7]);
    await client.query(count, [new Date(site.clock.now - 8 * 86_400_000), 'page', '/old', 9]);
    await client.end();
    const { queue } = site.site;
    const links = await queue.links();
    const secrets = [
      links.confirm('s3cret-a'),
      'https://site.example/your-data/s3cret-b',
      links.unsubscribe('x@y.zz'),
    ];
    const linked = { to: 'el@example.org', subject: 'Links', text: `Open these: ${secrets.join(' ')} now` };
    await queue.send({ ...linked, kind: 'confirmation' });

    const mails = (await operator.get('/operator/mail')).body;
    expect(mails).toContain('Dear &lt;Bo>');
    expect(mails).toMatch(
      /Open these: https:\S+\/news\/confirm\/\u2026 https:\S+\/your-data\/\u2026 https:\S+\/unsubscribe\/\u2026 now/,
    );
    for (const secret of secrets) expect(mails).not.toContain(secret.split('/').at(-1));
    expect(mails).toContain('550 no such user');
    const news = (await operator.get('/operator/news')).body;
    expect(news).toContain('<dt>On the list</dt><dd>1</dd><dt>Asked, not confirmed yet</dt><dd>1</dd>');
    expect(news).toContain('News!');
    expect(news).not.toContain('c@example.org');
    const counts = (await operator.get('/operator/statistics')).body;
    expect(counts).toMatch(/>\/privacy<\/th><td[^>]*>12</);
    expect(counts).not.toContain('/old');
    const health = (await operator.get('/operator/health')).body;
    // Answers of other tests wait, too.
    const { mails: by } = await site.site.store.overview.numbers();
    expect(by.waiting).toBeGreaterThan(0);
    expect(health).toContain(
      `<dt>Mails that wait</dt><dd>${by.waiting}</dd><dt>Mails that failed</dt><dd>1</dd>`,
    );
  });
});

describe('B3: the history of the retention gauge', () => {
  test('has the worst of each hour, and says which hours were broken', async () => {
    const { gauge } = site.site.store;
    await gauge.worsen({ hour: new Date(0), oldestAudioMs: 8_400, oldestIdleMs: null, isBroken: false });
    await gauge.worsen({
      hour: new Date(3_600_000),
      oldestAudioMs: 10_200,
      oldestIdleMs: 1_260_000,
      isBroken: true,
    });
    const { body } = await operator.get('/operator/gauge');
    const rows = body.match(/<tr><td>.*?<\/tr>/g) ?? [];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/1970-01-01 01:00 UTC.*10\.2 sec.*21 min.*broken/);
    expect(rows[1]).toMatch(/1970-01-01 00:00 UTC.*8\.4 sec.*nothing held.*kept/);
  });
});
