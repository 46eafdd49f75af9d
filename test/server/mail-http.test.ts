import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../src/storage/durable/postgres.ts';
import { type Mailbox, type ReceivedMail, startMailbox } from '../devices/mailbox.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { importBuilt } from './support/built.ts';
import { createMailParts, ELSEWHERE, linkIn, ORIGIN } from './support/mail-parts.ts';

type Postgres = typeof import('../../src/storage/durable/postgres.ts');
const { openPostgres } = await importBuilt<Postgres>('storage/durable/postgres.js');

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const CONTACT = 'us@zipsocket.example';
const FORM = 'application/x-www-form-urlencoded';

let postgres: RunningPostgres;
let open: OpenStore;
let mailbox: Mailbox;
let server: RunningServer;

beforeAll(async () => {
  [postgres, mailbox] = await Promise.all([startPostgres(), startMailbox()]);
  open = openPostgres(postgres.url);
  await open.ready;
  server = await startServer({
    env: {
      ...{
        DATABASE_URL: postgres.url,
        SMTP_URL: mailbox.url,
        MAIL_FROM: 'ZipSocket <news@zipsocket.example>',
      },
      ...{ PUBLIC_URL: ORIGIN, CONTACT_EMAIL: CONTACT, LOG_LEVEL: 'debug' },
    },
  });
});
afterAll(async () => {
  await server?.stop();
  await open?.close();
  await mailbox?.close();
  await postgres?.stop();
});

interface Answer {
  status: number;
  location: string | undefined;
  type: string | undefined;
  body: string;
}
function ask(
  path: string,
  { method = 'GET', type = FORM, body = '', headers = {} as Record<string, string> } = {},
): Promise<Answer> {
  const sent = body === '' ? headers : { 'content-type': type, ...headers };
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, method, headers: sent, rejectUnauthorized: false },
      (answer) => {
        let text = '';
        answer.setEncoding('latin1').on('data', (part: string) => {
          text += part;
        });
        answer.once('end', () => {
          const { location, 'content-type': kind } = answer.headers;
          resolve({ status: answer.statusCode ?? 0, location, type: kind, body: text });
        });
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Fills a form in as people do, which takes them a while. */
async function fill(path: string, fields: Record<string, string>): Promise<Answer> {
  const { body } = await ask(path);
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? '';
  const all = { id: hidden('id'), token: hidden('token'), website: '', age: 'open', ...fields };
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  return ask(path, { method: 'POST', body: new URLSearchParams(all).toString() });
}
const mailTo = (email: string, count = 1): Promise<ReceivedMail> =>
  until(`${count} mails to ${email} are there`, 20_000, () => mailbox.to(email)[count - 1]);
const person = (email: string) => open.store.subscribers.of(email);
/** A campaign goes out; gives the mail that somebody got. */
async function campaignTo(email: string): Promise<{ id: string; mail: ReceivedMail; link: string }> {
  const { campaigns, subscriptions } = createMailParts(open.store, { time: Date.now() });
  await subscriptions.import(email, ELSEWHERE);
  const id = await campaigns.create({ subject: 'News', text: 'All of it.' });
  await campaigns.start(id);
  const mail = await mailTo(email);
  return { id, mail, link: linkIn(mail.parsed.text ?? '') };
}

test('W11: without an address of its own the links in mails lead to the port that was opened', async () => {
  const own = await startServer({
    env: { DATABASE_URL: postgres.url, PORT: '0' },
  });
  const first = server;
  server = own; // whom `fill` asks
  try {
    const email = `port-${own.port}@example.org`;
    expect(await fill('/news', { email, name: '' })).toMatchObject({ status: 303 });
    const text = (await mailTo(email)).parsed.text ?? '';
    expect(/https:\S+:(\d+)\/news\/confirm\//.exec(text)?.[1]).toBe(String(own.port));
  } finally {
    server = first;
    await own.stop();
  }
});

describe('W5: over HTTP and SMTP', () => {
  test("W4: a link scanner's GET confirms nothing; the button does", async () => {
    const email = 'ada@example.org';
    expect(await fill('/news', { email, name: 'Ada' })).toMatchObject({
      status: 303,
      location: '/news?sent',
    });
    expect((await ask('/news?sent')).body).toContain('Look into your mailbox');
    const link = linkIn((await mailTo(email)).parsed.text ?? '');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await ask(link, { method })).status).toBe(200);
    expect(await person(email)).toMatchObject({ state: 'asked' });
    // The page shows the very text that was agreed to, which stood on the page of signing up.
    const wording = 'Now and then a mail about what is new, and offers.';
    expect((await ask('/news')).body).toContain(wording);
    expect((await ask(link)).body).toContain(`<blockquote id="wording">${wording}`);
    expect((await ask(link)).body).toContain(`<form class="site-form" method="post" action="${link}">`);
    const done = await ask(link, { method: 'POST', body: 'uncounted=on' });
    expect(done).toMatchObject({ status: 303, location: '/news?confirmed' });
    expect(await person(email)).toMatchObject({ state: 'confirmed', countsOpens: false });
    expect((await ask('/news?confirmed')).body).toContain('You are on the list.');
    const wrong = await ask('/news/confirm/abc', { method: 'POST' });
    expect([wrong.status, wrong.body.includes('Sign up once more')]).toEqual([404, true]);
  });

  test.each([
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
    [FORM, 'List-Unsubscribe=One-Click'],
    ['text/plain', 'x'],
  ])("a scanner's GET never unsubscribes; a mailbox's POST of %s does at once", async (type, body) => {
    // As long as addresses may be.
    const email = `${type.length}@${`${'a'.repeat(57)}.`.repeat(4)}example.org`;
    const { mail, link } = await campaignTo(email);
    expect(mail.parsed.headers.get('list')).toMatchObject({ unsubscribe: { url: ORIGIN + link } });
    expect(mail.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    for (const method of ['GET', 'HEAD', 'GET']) expect((await ask(link, { method })).status).toBe(200);
    expect(await person(email)).toMatchObject({ state: 'confirmed' });
    const done = await ask(link, { method: 'POST', type, body, headers: { origin: 'https://mail.example' } });
    expect([done.status, done.body.includes('No more news is sent')]).toEqual([200, true]);
    expect(await person(email)).toBeNull();
    expect((await ask(link, { method: 'POST', type, body })).status).toBe(200);
    expect((await ask(link.slice(0, -4), { method: 'POST', type, body })).status).toBe(404);
    expect((await ask(link, { method: 'POST', type, body: 'x'.repeat(100_000) })).status).toBe(400);
  });

  test('W8: an opened mail is counted on its campaign, until somebody wants to be left out', async () => {
    const email = 'bob@example.org';
    const { id, mail, link } = await campaignTo(email);
    const beacon = linkIn(/<img src="([^"]+)"/.exec(mail.parsed.html || '')?.[1] ?? '');
    const opens = async () => (await open.store.campaigns.find(id))?.opens;
    const look = (headers: Record<string, string>) => ask(beacon, { headers });
    expect(await look({ 'user-agent': PHONE })).toMatchObject({ status: 200, type: 'image/gif' });
    expect(await opens()).toBe(1);
    for (const headers of [{ 'sec-gpc': '1' }, { dnt: '1' }] as Record<string, string>[])
      expect((await look({ 'user-agent': PHONE, ...headers })).status).toBe(200);
    await look({ 'user-agent': 'Mozilla/5.0' });
    await ask(beacon, { method: 'HEAD', headers: { 'user-agent': PHONE } });
    expect((await ask('/mail/open/abc.gif', { headers: { 'user-agent': PHONE } })).type).toBe('image/gif');
    expect(await opens()).toBe(1);
    const opts = link.replace('unsubscribe', 'opens');
    expect((await ask(link)).body).toContain(`action="${opts}"`);
    expect(await ask(opts, { method: 'POST', body: 'count=no' })).toMatchObject({
      status: 303,
      location: link,
    });
    expect(await person(email)).toMatchObject({ countsOpens: false });
    expect((await ask(link)).body).toContain('Mails that you open are not counted.');
  });

  test('W4, W12: feedback comes to the operator; line ends in a field make no header of it', async () => {
    const said = { text: 'Nice, but slow.', email: 'cleo@example.org', name: 'Cleo' };
    expect(await fill('/feedback', said)).toMatchObject({ status: 303 });
    const { parsed } = await mailTo(CONTACT);
    expect(parsed.replyTo?.text).toBe('cleo@example.org');
    expect(parsed.text).toContain('Nice, but slow.');
    const evil = 'eve@example.org\r\nBcc: all@example.org';
    const refused = await fill('/feedback', { ...said, email: evil });
    expect([refused.status, refused.body.includes('Nice, but slow.')]).toEqual([422, true]);
    expect((await fill('/news', { email: evil })).status).toBe(422);
    expect(mailbox.to('all@example.org')).toEqual([]);
    expect(mailbox.to(CONTACT)).toHaveLength(1);
  });

  test('W12: no address and no link is in the log', () => {
    expect(server.output()).toContain('/mail/unsubscribe/:token');
    expect(mailbox.mails.length).toBeGreaterThan(4);
    for (const { to, parsed } of mailbox.mails) {
      expect(server.output()).not.toContain(to);
      const link = linkIn(parsed.text ?? '');
      if (link !== '') expect(server.output()).not.toContain(link);
    }
  });
});
