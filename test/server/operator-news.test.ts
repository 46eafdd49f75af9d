import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hiddenOf, type Operator, OWN, type SiteServed, serveSite } from './support/site-served.ts';

let site: SiteServed;
let operator: Operator;
beforeAll(async () => {
  site = await serveSite();
  operator = await site.signIn();
});
afterAll(() => site.close());

const store = () => site.site.store;
const DRAFT = { subject: 'A new room', text: 'Dear readers,\n\ncome to https://example.org/room.' };

/** Writes a draft by the form. @returns its page */
async function write(fields: Record<string, string> = DRAFT): Promise<string> {
  const { id = '' } = hiddenOf((await operator.get('/operator/news/new')).body);
  const answer = await operator.post('/operator/news', { id, ...fields });
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe(`/operator/news/${id}`);
  return answer.headers.location ?? '';
}
const idIn = (path: string) => path.split('/').at(-1) ?? '';
const find = (path: string) => store().campaigns.find(idIn(path));
const mailsOf = async (path: string) =>
  (await store().mails.list({ limit: 1_000 })).filter(({ campaignId }) => campaignId === idIn(path));
const actions = async () => (await store().audit.list({ limit: 1_000 })).map(({ action }) => action);
const people = (...emails: string[]) =>
  operator.post('/operator/news/import', {
    ...{ ...ELSEWHERE, people: emails.map((email) => `${email}, A Name`).join('\r\n') },
  });
const ELSEWHERE = { source: 'At the fair', asked: '2026-10-03' };

describe('W4: a draft', () => {
  test('is written once though its form is sent twice, shown as a reader gets it, changed, and deleted', async () => {
    const { id = '' } = hiddenOf((await operator.get('/operator/news/new')).body);
    await operator.post('/operator/news', { id, ...DRAFT });
    await operator.post('/operator/news', { id, ...DRAFT, subject: 'Another' });
    const path = `/operator/news/${id}`;
    expect(await find(path)).toMatchObject({ ...DRAFT, state: 'draft' });
    const { body } = await operator.get(path);
    expect(body).toContain('You get this because you asked for news from ZipSocket.');
    expect((await operator.get('/operator/news')).body).toContain(`href="${path}"`);

    const changed = await operator.post(path, { subject: 'Newer', text: 'Some <b>other</b> text' });
    expect([changed.status, changed.headers.location]).toEqual([303, path]);
    expect((await operator.get(path)).body).toContain('Some &lt;b>other&lt;/b> text');
    expect((await operator.post(`${path}/delete`)).headers.location).toBe('/operator/news');
    expect((await operator.get(path)).status).toBe(404);
    expect(await actions()).toEqual(
      expect.arrayContaining(['campaign-created', 'campaign-changed', 'campaign-deleted']),
    );
  });

  test('as mail programs show it, has its links and not the picture that counts', async () => {
    const path = await write();
    const { body, headers } = await operator.get(`${path}/preview`);
    expect(body).toContain('<a href="https://example.org/room">');
    expect(body).not.toContain('<img');
    expect((await site.site.campaigns.preview(idIn(path)))?.html).toContain('<img'); // of a reader who is counted
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  test.each([
    [{ subject: '', text: 'kept text' }, 'field-subject-error'],
    [{ subject: 'x'.repeat(151), text: 'kept text' }, 'field-subject-error'],
    [{ subject: 'a\r\nBcc: b@example.org', text: 'kept text' }, 'field-subject-error'],
    [{ subject: 'kept text', text: '' }, 'field-text-error'],
    [{ subject: 'x', text: `kept text${'x'.repeat(50_000)}` }, 'field-text-error'],
  ])('that is wrong is refused beside the field, and nothing typed is lost', async (fields, fault) => {
    const before = await store().campaigns.list({ limit: 100 });
    const { id = '' } = hiddenOf((await operator.get('/operator/news/new')).body);
    const path = await write();
    const tries = [
      await operator.post('/operator/news', { id, ...fields }),
      await operator.post(path, fields),
    ];
    for (const answer of tries) {
      expect(answer.status).toBe(422);
      expect(answer.body).toContain(`id="${fault}"`);
      expect(answer.body).toContain('kept text');
    }
    expect(await store().campaigns.list({ limit: 100 })).toHaveLength(before.length + 1);
    expect(await find(path)).toMatchObject(DRAFT);
  });

  test('goes to one address as a test, which is no news', async () => {
    const path = await write();
    const answer = await operator.post(`${path}/test`, { email: 'Me@Example.org' });
    expect(answer.headers.location).toBe(`${path}?done=test`);
    const said = (await operator.get(answer.headers.location ?? '')).body;
    expect(said).toContain('id="test-done"');
    // Nothing is on its way where no provider is set.
    expect(said).toContain('SMTP_URL is not set');
    expect(said).not.toContain('on its way');
    const [mail] = await store().mails.of('me@example.org');
    expect(mail).toMatchObject({ kind: 'test', subject: '[Test] A new room' });
    const wrong = await operator.post(`${path}/test`, { email: 'nobody' });
    expect([wrong.status, wrong.body.includes('field-email-error')]).toEqual([422, true]);
    expect(await find(path)).toMatchObject({ state: 'draft' });
  });
});

describe('W5: sending', () => {
  test('to nobody does not begin', async () => {
    expect((await store().subscribers.count()).confirmed).toBe(0);
    const path = await write();
    const page = await operator.get(`${path}/start`);
    expect(page.body).toContain('Nobody is on the list yet');
    expect(page.body).not.toContain('Send it now');
    expect((await operator.post(`${path}/start`)).headers.location).toBe(`${path}/start`);
    expect(await find(path)).toMatchObject({ state: 'draft' });
  });

  test('asks first, begins once, says how far it is, and stops', async () => {
    await people('a@example.org', 'b@example.org');
    const path = await write();
    const question = await operator.get(`${path}/start`);
    expect(question.body).toContain('2 people get it');
    expect(await find(path)).toMatchObject({ state: 'draft' }); // asking sends nothing
    const [one, two] = [await operator.post(`${path}/start`), await operator.post(`${path}/start`)];
    expect([one.headers.location, two.headers.location]).toEqual([path, path]);
    expect((await mailsOf(path)).map(({ recipient }) => recipient).sort()).toEqual([
      'a@example.org',
      'b@example.org',
    ]);
    expect((await actions()).filter((action) => action === 'campaign-started')).toHaveLength(1);
    const sending = (await operator.get(path)).body;
    expect(sending).toContain('<dt>waiting</dt><dd>2</dd>');
    expect(sending).toContain('Stop sending');
    expect((await operator.get(`${path}/start`)).headers.location).toBe(path);

    const late = await operator.post(path, { subject: 'Too late', text: 'but not lost' });
    expect([late.status, late.body.includes('Too late\n\nbut not lost')]).toEqual([409, true]);
    expect(await find(path)).toMatchObject(DRAFT);
    expect((await operator.post(`${path}/delete`)).status).toBe(404);

    expect((await operator.post(`${path}/stop`)).headers.location).toBe(path);
    expect(await mailsOf(path)).toEqual([]);
    expect(await find(path)).toMatchObject({ state: 'sent' });
    expect((await operator.get(path)).body).not.toContain('Stop sending');
  });

  test('that was paused since too much came back says so, and goes on or stops by a button', async () => {
    await people('p@example.org');
    const path = await write();
    await operator.post(`${path}/start`);
    expect((await operator.get(path)).body).not.toContain('id="campaign-paused"');
    await site.site.campaigns.resume(idIn(path)); // is not paused: nothing
    const client = new pg.Client({ connectionString: site.postgres.url });
    await client.connect();
    await client.query("update campaigns set state = 'paused', recent = $1 where id = $2", [
      ...['1'.repeat(11), idIn(path)],
    ]);
    await client.end();
    expect((await operator.get(path)).body).toContain('More than 10 of the last 50 mails came back');
    expect((await operator.get('/operator/news')).body).toContain('<td>paused</td>');
    expect((await operator.post(`${path}/resume`)).headers.location).toBe(path);
    expect(await find(path)).toMatchObject({ state: 'sending', recent: '' });
    expect(await actions()).toContain('campaign-resumed');
    await operator.post(`${path}/stop`);
  });

  test('what waits is among the mails with the text its reader gets; for who left there is none', async () => {
    await people('c@example.org');
    const path = await write({ subject: 'Read me', text: 'A text in the outbox.' });
    await operator.post(`${path}/start`);
    const shown = (await operator.get('/operator/mail')).body;
    expect(shown).toContain('A text in the outbox.');
    expect(shown).toContain('To get no more');
    await operator.post(`${path}/stop`);
  });
});

describe('W5 W11: people on the list', () => {
  beforeEach(async () => {
    for (const { email } of await store().subscribers.list({ limit: 100 }))
      await store().subscribers.remove({ email, emailHash: email, at: new Date(0), why: 'unsubscribed' });
  });

  test('are imported; who wanted no news stays off; lines without an address come back', async () => {
    await site.site.subscriptions.unsubscribe('left@example.org');
    const first = await people('new@example.org', 'LEFT@example.org', 'no address');
    expect(first.status).toBe(200);
    expect(first.body).toContain('Added: 1. On the list already: 0. Left out, since they want no news: 1.');
    expect(first.body).toContain('1 line has no e-mail address');
    expect(/<textarea[^>]*name="people"[^>]*>([^<]*)</.exec(first.body)?.[1]?.trim()).toBe(
      'no address, A Name',
    );
    expect((await people('new@example.org')).body).toContain('Added: 0. On the list already: 1.');
    expect((await store().subscribers.list({ limit: 10 })).map(({ email }) => email)).toEqual([
      'new@example.org',
    ]);
    expect((await operator.post('/operator/news/import', { people: ' ' })).status).toBe(422);
    expect(await store().subscribers.of('new@example.org')).toMatchObject({
      ...{ consentSource: 'At the fair', consentDate: '2026-10-03', source: 'import', confirmedAt: null },
    });
  });

  test.each([
    [{ source: '' }, 'field-source-error'],
    [{ asked: '' }, 'field-asked-error'],
    [{ asked: 'in May' }, 'field-asked-error'],
    [{ asked: '2027-01-16' }, 'field-asked-error'], // tomorrow
  ])('are not imported without where and when they asked, and nothing typed is lost', async (more, fault) => {
    const typed = { ...ELSEWHERE, people: 'kept@example.org, Kept', ...more };
    const answer = await operator.post('/operator/news/import', typed);
    expect([answer.status, answer.body.includes(`id="${fault}"`)]).toEqual([422, true]);
    expect(answer.body).toContain('kept@example.org, Kept</textarea>');
    for (const text of Object.values({ ...ELSEWHERE, ...more }))
      if (text !== '') expect(answer.body).toContain(`value="${text}"`);
    expect(await store().subscribers.of('kept@example.org')).toBeNull();
  });

  test('one is taken off at once, with the news that waits, and no import brings them back', async () => {
    await people('d@example.org', 'e@example.org');
    const path = await write();
    await operator.post(`${path}/start`);
    const answer = await operator.post('/operator/news/leave', { leave: 'D@example.org' });
    expect(answer.headers.location).toBe('/operator/news?done=leave');
    expect((await operator.get('/operator/news?done=leave')).body).toContain('id="news-done"');
    expect((await mailsOf(path)).map(({ recipient }) => recipient)).toEqual(['e@example.org']);
    expect((await people('d@example.org')).body).toContain('no news: 1.');
    const wrong = await operator.post('/operator/news/leave', { leave: 'kept typo' });
    expect([wrong.status, wrong.body.includes('value="kept typo"')]).toEqual([422, true]);
    await operator.post(`${path}/stop`);
  });

  test('one is erased with everything held under the address, and others are not', async () => {
    await people('f@example.org', 'g@example.org');
    const from = async (email: string) => {
      const { queue } = site.site;
      await queue.send({ to: email, subject: 'x', text: 'x', kind: 'answer' });
    };
    await from('f@example.org');
    await from('g@example.org');
    const held = async (email: string) =>
      Object.values(await store().rights.held(email, 'none')).map((rows) => rows.length);
    expect((await held('f@example.org')).some((count) => count > 0)).toBe(true);
    const answer = await operator.post('/operator/news/erase', { erase: 'F@example.org' });
    expect(answer.headers.location).toBe('/operator/news?done=erase');
    expect((await held('f@example.org')).every((count) => count === 0)).toBe(true);
    expect((await held('g@example.org')).filter((count) => count > 0)).toHaveLength(2);
    expect((await people('f@example.org')).body).toContain('no news: 1.');
  });

  test('the log says that it was done, and to nobody by name', async () => {
    expect(await actions()).toEqual(
      expect.arrayContaining([
        ...['people-imported', 'person-unsubscribed', 'person-erased'],
        ...['campaign-tested', 'campaign-started', 'campaign-stopped'],
      ]),
    );
    expect((await operator.get('/operator/log')).body).toContain('Erased what was held about somebody');
    const entries = JSON.stringify(await store().audit.list({ limit: 1_000 }));
    expect(entries).not.toMatch(/example|@/);
    expect(site.served.log()).not.toMatch(/@example/i);
  });
});

describe('W12: these forms, of others', () => {
  test('without the word of the session, from another website, or signed out: nothing is done, and the text is kept', async () => {
    await people('h@example.org');
    const path = await write();
    const { cookie, csrf } = operator;
    const forms: [string, Record<string, string>][] = [
      ['/operator/news', { ...DRAFT, id: '11111111-1111-4111-8111-111111111111' }],
      [path, { subject: 'kept subject', text: 'kept text' }],
      [`${path}/test`, { email: 'z@example.org' }],
      [`${path}/start`, {}],
      [`${path}/resume`, {}],
      [`${path}/stop`, {}],
      [`${path}/delete`, {}],
      ['/operator/news/import', { ...ELSEWHERE, people: 'z@example.org, kept person' }],
      ['/operator/news/leave', { leave: 'h@example.org' }],
      ['/operator/news/erase', { erase: 'h@example.org' }],
    ];
    const done = await actions();
    for (const [target, fields] of forms) {
      const noWord = await site.post(target, fields, { ...OWN, cookie });
      const cross = { 'sec-fetch-site': 'cross-site', cookie };
      const foreign = await site.post(target, { csrf, ...fields }, cross);
      const stranger = await site.post(target, { csrf, ...fields });
      expect([target, noWord.status, foreign.status, stranger.status]).toEqual([target, 403, 403, 401]);
      for (const name of ['subject', 'text', 'people'])
        if (fields[name]) expect(noWord.body).toContain(fields[name]);
    }
    expect(await actions()).toEqual(done);
    expect(await find(path)).toMatchObject({ ...DRAFT, state: 'draft' });
    expect(await store().subscribers.of('h@example.org')).not.toBeNull();
    // The same with all of it is done.
    expect((await operator.post('/operator/news/leave', { leave: 'h@example.org' })).status).toBe(303);
    expect(await store().subscribers.of('h@example.org')).toBeNull();
  });
});
