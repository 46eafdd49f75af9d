import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WORDING } from '../../src/shared/news.ts';
import { hiddenFields, startWebsite, type Website } from './support/website.ts';

const CANARY = 'canary.person+1@example.org';
const OTHER = 'another.canary.person+1@example.org';

let website: Website;
beforeAll(async () => {
  website = await startWebsite();
});
afterAll(() => website?.close());

/** Asks for a link as a person does. @returns the token in the mail; null: no mail came */
async function askForLink(email: string, fields: Record<string, string> = {}) {
  const mails = () =>
    website.query<{ text: string }>(
      "select text from mails where kind = 'rights' and recipient = $1 order by queued_at desc, id",
      [email.toLowerCase()],
    );
  const before = new Set((await mails()).map(({ text }) => text));
  const page = await website.ask('/your-data');
  website.time += 5_000;
  // Not the limit of forms per address: that is another test's.
  const address = `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}::1`;
  const answer = await website.post(
    '/your-data',
    { ...hiddenFields(page.body), website: '', email, age: 'open', ...fields },
    { 'x-forwarded-for': address, host: 'evil.example' },
  );
  const fresh = (await mails()).find(({ text }) => !before.has(text));
  const [, token = null] = /https:\/\/site\.example\/your-data\/([\w-]{43})\n/.exec(fresh?.text ?? '') ?? [];
  return { answer, token };
}

async function fill(email: string, words: string): Promise<void> {
  const { store } = website.site;
  const at = new Date(website.time);
  const id = randomUUID();
  await store.messages.add({
    ...{ id, kind: 'information', name: words, email, telephone: '123', text: words },
    receivedAt: at,
  });
  await website.query(
    "insert into subscribers values ($1, $2, 'confirmed', 'secret-hash', 'form', now(), now(), true)",
    [email, words],
  );
  await website.query("insert into survey_answers values ($1, 'first', $2, $3, now())", [
    ...[randomUUID(), JSON.stringify({ q: words }), email],
  ]);
  const mail = { campaignId: null, html: null, headers: {}, queuedAt: at, dueAt: at };
  await store.mails.add({
    ...{ ...mail, id: randomUUID(), kind: 'answer', recipient: email, subject: 'Re', text: words },
  });
  await store.mails.add({
    ...{ ...mail, id, kind: 'operator', recipient: 'operator@example.net' },
    ...{ subject: 'Feedback', text: `${words}\n\nFrom: ${email}` },
  });
}

const tablesWith = async (text: string) => {
  const all = await website.everything();
  return Object.keys(all)
    .filter((table) => all[table]?.includes(text))
    .sort();
};

describe("a person's rights, by a link in a mail", () => {
  test('W11: seen, taken along, corrected and erased, everywhere; what is of others stays', async () => {
    await fill(CANARY, 'words-of-canary');
    await fill(OTHER, 'words-of-another');
    // What somebody else wrote is theirs, also where it names this person.
    await fill('third@example.org', `words-of-another about ${CANARY}`);
    const { answer, token } = await askForLink('Canary.Person+1@Example.org');
    expect([answer.status, answer.headers.location]).toEqual([303, '/your-data?sent']);
    const everywhere = ['email_proofs', 'mails', 'messages', 'subscribers', 'survey_answers'];
    expect(await tablesWith(`"${CANARY}"`)).toEqual(everywhere);
    const others = await tablesWith('words-of-another');

    await website.site.queue.links(); // the server makes their key once, when it first needs it
    const before = await website.everything();
    const page = await website.ask(`/your-data/${token}`);
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.body).toContain('words-of-canary');
    expect(page.body).not.toMatch(/words-of-another|secret-hash/);
    const file = await website.ask(`/your-data/${token}/export.json`);
    expect(file.headers['content-disposition']).toMatch(/^attachment/);
    expect(JSON.parse(file.body)).toMatchObject({
      address: CANARY,
      messages: [{ text: 'words-of-canary', telephone: '123' }],
      subscribers: [{ name: 'words-of-canary' }],
      surveyAnswers: [{ answers: { q: 'words-of-canary' } }],
    });
    const mails: { kind: string; text: string | null }[] = JSON.parse(file.body).mails;
    expect(mails.map(({ kind, text }) => [kind, text?.slice(0, 15) ?? null]).sort()).toEqual([
      ...[
        ['answer', 'words-of-canary'],
        ['operator', 'words-of-canary'],
        ['rights', null],
      ],
    ]);
    expect(file.body).not.toMatch(/words-of-another|secret-hash/);
    expect(file.body).not.toContain(token);
    // A scanner that opens links, also the ones that do something, changes nothing.
    for (const path of ['', '/export.json', '/correct', '/erase'])
      await website.ask(`/your-data/${token}${path}`);
    expect(await website.everything()).toEqual(before);

    const correct = (fields: Record<string, string>) => website.post(`/your-data/${token}/correct`, fields);
    expect(page.body).toMatch(/name="name"[^>]*value="words-of-canary"/);
    expect(page.body).toMatch(/name="telephone"[^>]*value="123"/);
    const wrong = await correct({ name: 'x'.repeat(101), telephone: 'call me' });
    expect([wrong.status, wrong.body.includes('x'.repeat(101))]).toEqual([422, true]);
    for (const text of ['id="field-name-error"', 'id="field-telephone-error"', 'value="call me"'])
      expect(wrong.body).toContain(text);
    const nameless = randomUUID();
    await website.query("insert into messages values ($1, 'feedback', null, $2, null, 'no name', now())", [
      ...[nameless, CANARY],
    ]);
    const corrected = await correct({ name: " O'Canary ", telephone: '456' });
    expect(corrected.headers.location).toBe(`/your-data/${token}?corrected`);
    const kept = 'select name, telephone from messages where email = $1 order by name';
    expect(await website.query(kept, [CANARY])).toEqual([
      { name: "O'Canary", telephone: '456' },
      { name: null, telephone: null },
    ]);
    expect(await website.query('select name from subscribers where email = $1', [OTHER])).toEqual([
      { name: 'words-of-another' },
    ]);

    const erased = await website.post(`/your-data/${token}/erase`, {});
    expect([erased.status, erased.headers.location]).toEqual([303, '/your-data?erased']);
    expect(await tablesWith('words-of-canary')).toEqual([]);
    expect(await tablesWith(`"${CANARY}"`)).toEqual([]);
    expect(await tablesWith(`From: ${CANARY}`)).toEqual([]);
    expect(await tablesWith('words-of-another')).toEqual(others);
    expect(await tablesWith(`From: ${OTHER}`)).toEqual(['mails']);
    const again = await website.post(`/your-data/${token}/erase`, {});
    expect([again.status, (await website.ask(`/your-data/${token}`)).status]).toEqual([410, 410]);
    expect(website.served.log()).not.toMatch(new RegExp(`canary|${token}`, 'i'));
  });

  test('W11: what was agreed to, and that no news is wanted, are shown; the latter stays after erasing', async () => {
    const { subscriptions, store } = website.site;
    const [email, other] = ['list.canary@example.org', 'off.canary@example.org'];
    await subscriptions.import(`${email}\n${other}`, { source: 'At the fair', date: '2026-10-03' });
    await subscriptions.unsubscribe(other);
    await website.query('update subscribers set wording = $1 where email = $2', [WORDING, email]);
    const shown = async (address: string) => {
      const { token } = await askForLink(address);
      return { token, body: (await website.ask(`/your-data/${token}`)).body };
    };
    const [on, off] = [await shown(email), await shown(other)];
    for (const text of ['At the fair', '2026-10-03', 'Every one has a link to get no more.', 'their mailbox'])
      expect(on.body).toContain(text);
    expect(on.body).not.toContain('you asked for no more');
    expect(off.body).toContain('you asked for no more');
    // Where no name was given there is none to correct.
    expect(on.body).not.toContain('name="name"');
    const file = JSON.parse((await website.ask(`/your-data/${off.token}/export.json`)).body);
    expect(file).toMatchObject({ suppressions: [{ why: 'unsubscribed' }] });
    await website.post(`/your-data/${off.token}/erase`, {});
    // What came back is no wish.
    const gone = 'gone.canary@example.org';
    await subscriptions.import(gone, { source: 'At the fair', date: '2026-10-03' });
    const emailHash = (await website.site.queue.links()).emailHash(gone);
    await store.subscribers.bounce({ email: gone, emailHash, at: new Date(website.time) });
    const bounced = (await shown(gone)).body;
    expect([bounced.includes('a mail to you came back'), bounced.includes('you asked for no more')]).toEqual([
      ...[true, false],
    ]);
    const again = await subscriptions.import(other, { source: 'At the fair', date: '2026-10-03' });
    expect([again.suppressed, await store.subscribers.of(other)]).toEqual([1, null]);
  });

  test('W11: every table with an e-mail address in it is looked at', async () => {
    const columns = await website.query<{ place: string }>(
      `select table_name || '.' || column_name as place from information_schema.columns
       where table_schema = 'public' and column_name ~ 'email|recipient' and column_name !~ 'hash' order by 1`,
    );
    expect(columns.map(({ place }) => place)).toEqual([
      ...[
        'email_proofs.email',
        'mails.recipient',
        'messages.email',
        'subscribers.email',
        'survey_answers.email',
      ],
    ]);
  });

  test('W11: a proof is over after an hour; the answer does not tell whether anything is held', async () => {
    const known = await askForLink(OTHER);
    const unknown = await askForLink('nobody@example.org');
    expect([unknown.answer.status, unknown.answer.headers.location]).toEqual([
      ...[known.answer.status, known.answer.headers.location],
    ]);
    expect(unknown.token).not.toBeNull();
    expect((await website.ask(`/your-data/${known.token}`)).status).toBe(200);
    website.time += 3_600_000;
    const paths = ['', '/export.json'];
    for (const path of paths)
      expect((await website.ask(`/your-data/${known.token}${path}`)).status).toBe(410);
    for (const path of ['/correct', '/erase']) {
      expect((await website.post(`/your-data/${known.token}${path}`, { name: 'x' })).status).toBe(410);
    }
    expect(await tablesWith(`"${OTHER}"`)).toContain('messages');
    expect((await website.ask(`/your-data/${'A'.repeat(43)}`)).status).toBe(410);
  });

  test('W11 W12: nobody fills the mailbox of another: three open links an address', async () => {
    const tokens: (string | null)[] = [];
    const answers: unknown[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { answer, token } = await askForLink('victim@example.org');
      tokens.push(token);
      answers.push(answer.headers.location);
    }
    expect(tokens.map((token) => token !== null)).toEqual([true, true, true, false]);
    expect(new Set(answers).size).toBe(1);
    const { body } = await website.ask('/your-data?sent');
    expect(body).toContain('not three links to it already');
  });

  test.each([
    ['no address', { email: '' }, /id="field-email-error"/],
    ['none that is one', { email: 'ada at example' }, /value="ada at example"/],
    ['N4: of a child', { age: 'child' }, /id="field-age-error"/],
    ['line ends', { email: 'ada@example.org\r\nBcc: all@example.org' }, /id="field-email-error"/],
    ['a filled trap', { website: 'x' }, /role="alert"/],
  ])('W11: %s is refused beside the field', async (_name, fields: Record<string, string>, shown) => {
    const { answer, token } = await askForLink(fields.email ?? 'ada@example.org', fields);
    expect([answer.status, token]).toEqual([422, null]);
    expect(answer.body).toMatch(shown);
  });
});

test('W5, W11: no mail is promised while the server cannot send any; once it can, one is', async () => {
  const said = async () => [
    (await website.ask('/your-data?sent')).body,
    (await website.ask('/news?sent')).body,
  ];
  for (const page of await said()) {
    expect(page).toContain('This server cannot send mail yet.');
    expect(page).not.toMatch(/within minutes|on its way/);
  }
  const { sendsMail } = website.site;
  Object.assign(website.site, { sendsMail: true });
  try {
    for (const page of await said()) {
      expect(page).toMatch(/within minutes|on its way/);
      expect(page).not.toContain('cannot send mail');
    }
  } finally {
    Object.assign(website.site, { sendsMail });
  }
});

describe("the visitor's own view", () => {
  test('W11: says what this visit is counted as, from the request itself', async () => {
    const page = async (headers: Record<string, string>) =>
      (await website.ask('/your-data', { headers })).body;
    const safari =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
    const body = await page({ 'user-agent': safari, referer: 'https://news.example/x', cookie: 'name=Ada' });
    for (const text of ['Safari', 'Phone', 'news.example', 'this request: name.'])
      expect(body).toContain(text);
    expect(body).not.toContain('Ada');
    const wished = await page({ 'user-agent': safari, 'sec-gpc': '1' });
    expect(wished).toContain('asks not to be counted');
    expect(wished).not.toContain('Safari');
  });
});

test('W11: while the database is away the pages say so, and what was typed stays', async () => {
  const away = await startWebsite();
  try {
    const { body } = await away.ask('/your-data');
    await away.stopDatabase();
    away.time += 5_000;
    const fields = { ...hiddenFields(body), website: '', email: 'ada@example.org', age: 'open' };
    const asked = await away.post('/your-data', fields);
    expect(asked.status).toBe(503);
    expect(asked.body).toContain('value="ada@example.org"');
    expect((await away.ask(`/your-data/${'A'.repeat(43)}`)).status).toBe(503);
    expect((await away.post(`/your-data/${'A'.repeat(43)}/erase`, {})).status).toBe(503);
    expect([(await away.ask('/statistics')).status, (await away.ask('/statistics.json')).status]).toEqual([
      ...[503, 503],
    ]);
    // Counting goes on, and what was counted waits.
    expect((await away.ask('/count.gif?p=%2F')).status).toBe(200);
    await expect(away.site.statistics.flush()).rejects.toMatchObject({ name: 'StoreAway' });
  } finally {
    await away.close();
  }
});
