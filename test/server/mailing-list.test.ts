import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WORDING, WORDINGS } from '../../src/shared/news.ts';
import { createMailLinks } from '../../src/site/mail/mail-links.ts';
import { countOpening, isMachine } from '../../src/site/mail/mail-opens.ts';
import type { Message } from '../../src/storage/durable/durable-store.ts';
import type { OpenStore } from '../../src/storage/durable/postgres.ts';
import { siteT } from '../../src/web/i18n/site-t.ts';
import { importBuilt } from './support/built.ts';
import {
  createMailParts,
  ELSEWHERE,
  linkIn,
  ORIGIN,
  signUpBody,
  type TestedMailParts,
} from './support/mail-parts.ts';

type Embedded = typeof import('../../src/storage/durable/embedded.ts');
const { openEmbedded } = await importBuilt<Embedded>('storage/durable/embedded.js');

const DAY = 24 * 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'zipsocket-list-'));
let open: OpenStore;
let parts: TestedMailParts;
let persons = 0;
let email = '';

beforeAll(async () => {
  open = openEmbedded(join(folder, 'database'));
  await open.ready;
});
afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  parts = createMailParts(open.store);
  persons += 1;
  email = `person-${persons}@example.org`;
});

const mails = (of = email) => open.store.mails.of(of);
const person = () => open.store.subscribers.of(email);
const signUp = (more: object = {}) => parts.subscriptions.take(signUpBody(parts, email, more), '192.0.2.1');
const tokenOf = (link: string) => link.split('/').at(-1) ?? '';
const confirmToken = async () => tokenOf(linkIn((await mails()).at(-1)?.text ?? ''));
async function subscribe({ countsOpens = true } = {}) {
  await signUp();
  await parts.subscriptions.confirm(await confirmToken(), { countsOpens });
}

describe('the mailing list', () => {
  test('W4, W5: who signs up gets one mail, and is on the list once its link is confirmed', async () => {
    expect(await signUp({ name: 'Ada', email: email.toUpperCase() })).toBeNull();
    expect(await mails()).toMatchObject([{ kind: 'confirmation', recipient: email, state: 'waiting' }]);
    // Which text they agreed to stays with them.
    expect(await person()).toMatchObject({ state: 'asked', name: 'Ada', wording: WORDING });
    const token = await confirmToken();
    expect(await parts.subscriptions.find(token)).toMatchObject({ state: 'asked' });
    expect(await parts.subscriptions.find(`${token}x`)).toBeNull();
    expect(await parts.subscriptions.confirm(`${token}x`, { countsOpens: true })).toBe(false);
    expect(await person()).toMatchObject({ state: 'asked' });
    expect(await parts.subscriptions.confirm(token, { countsOpens: false })).toBe(true);
    expect(await person()).toMatchObject({ state: 'confirmed', countsOpens: false, wording: WORDING });
    expect(await parts.subscriptions.confirm(token, { countsOpens: true })).toBe(true);
    expect(await person()).toMatchObject({ countsOpens: false });
    expect(JSON.stringify(await person())).not.toContain(token);
  });

  test('W5: nobody is sent many mails, and the answer does not say who is on the list', async () => {
    expect(await signUp()).toBeNull();
    expect(await signUp()).toBeNull();
    expect(await mails()).toHaveLength(1);
    parts.clock.time += DAY;
    expect(await signUp()).toBeNull();
    expect(await mails()).toHaveLength(2);
    await parts.subscriptions.confirm(await confirmToken(), { countsOpens: true });
    parts.clock.time += DAY;
    expect(await signUp()).toBeNull();
    expect(await mails()).toHaveLength(2);
  });

  test('W5: when the mail cannot be queued nobody has asked, so trying again sends it', async () => {
    const { subscribers } = open.store;
    let isBroken = true;
    const broken: OpenStore['store'] = {
      ...open.store,
      subscribers: {
        ...{ of: subscribers.of, byToken: subscribers.byToken },
        // The mail has the id of one that is there: it is the second step that fails.
        ask: async (asked) => {
          const [taken] = await open.store.mails.list({ limit: 1 });
          const mail = isBroken ? { ...asked.mail, id: taken?.id ?? '' } : asked.mail;
          return subscribers.ask({ ...asked, mail });
        },
      } as OpenStore['store']['subscribers'],
      ...{ mails: open.store.mails, keys: open.store.keys, campaigns: open.store.campaigns },
    };
    parts = createMailParts(broken);
    await parts.queue.send({ to: 'other@example.org', subject: 'S', text: 'T', kind: 'answer' });
    const failed = await signUp({ name: 'Ada' });
    expect(failed).toMatchObject({ values: { name: 'Ada' }, errors: { '': 'away' } });
    expect([await person(), await mails()]).toEqual([null, []]);
    isBroken = false;
    expect(await signUp({ name: 'Ada' })).toBeNull();
    expect(await mails()).toMatchObject([{ kind: 'confirmation' }]);
  });

  test('W5: a link is good for seven days', async () => {
    await signUp();
    const token = await confirmToken();
    parts.clock.time += 7 * DAY - 1;
    expect(await parts.subscriptions.find(token)).not.toBeNull();
    parts.clock.time += 2;
    expect(await parts.subscriptions.confirm(token, { countsOpens: true })).toBe(false);
    expect(await person()).toMatchObject({ state: 'asked' });
  });

  test.each([
    ['a child', { age: 'child', name: 'Tom' }, { age: 'child' }],
    ['no address', { email: '' }, { email: 'empty' }],
    ['half an address', { email: 'ada@' }, { email: 'bad-email' }],
    ['a line end in the address', { email: 'a@example.org\nBcc: eve@example.org' }, { email: 'bad-text' }],
    ['a line end in the name', { name: 'Ada\r\nBcc: eve@example.org' }, { name: 'bad-text' }],
    ['a filled trap', { website: 'x' }, { '': 'trap' }],
  ])('N4, W12: %s is refused, and nothing is kept or sent', async (_, more, errors) => {
    const outcome = await signUp(more);
    expect(outcome?.errors).toEqual(errors);
    expect(outcome?.values.name ?? '').toBe((more as { name?: string }).name?.replace('\r\n', '\n') ?? '');
    expect([await person(), await mails()]).toEqual([null, []]);
  });

  test('W5: whoever unsubscribed is brought back by nobody else; by signing up and confirming', async () => {
    await subscribe();
    await parts.subscriptions.unsubscribe(email);
    expect(await person()).toBeNull();
    const imported = await parts.subscriptions.import(
      `${email.toUpperCase()}, Ada\nnobody\n\nnew-${email};Bo`,
      ELSEWHERE,
    );
    expect(imported).toEqual({ added: 1, known: 0, suppressed: 1, wrong: [2] });
    expect(await open.store.subscribers.of(`new-${email}`)).toMatchObject({ name: 'Bo', source: 'import' });
    parts.clock.time += DAY;
    await signUp();
    expect(await parts.subscriptions.import(email, ELSEWHERE)).toMatchObject({ suppressed: 1 });
    await parts.subscriptions.confirm(await confirmToken(), { countsOpens: true });
    expect(await person()).toMatchObject({ state: 'confirmed' });
    expect(await parts.subscriptions.import(email, ELSEWHERE)).toMatchObject({ known: 1 });
  });
});

test('W5: the texts that people agreed to are as they were; a changed one is a new one', () => {
  const texts = WORDINGS.map((wording) => [wording, siteT(`consent.${wording}`)]);
  expect(texts).toEqual([
    ['2026-11-26', 'Now and then a mail about what is new, and offers. Every one has a link to get no more.'],
  ]);
  expect(WORDINGS.at(-1)).toBe(WORDING);
});

describe('campaigns', () => {
  const draft = {
    subject: 'What is <new>',
    text: 'Hello & welcome.\r\n\r\nSee https://zipsocket.example/a?b=1&c=2.',
  };

  test('W5, W8: everybody gets a way out in the text and in the head, and a beacon unless they chose', async () => {
    await subscribe();
    const quiet = `quiet-${email}`;
    await parts.subscriptions.import(quiet, ELSEWHERE);
    await parts.subscriptions.countOpens(quiet, false);
    const id = await parts.campaigns.create(draft);
    await parts.campaigns.start(id);
    await parts.job.run();
    const of = (to: string) => parts.sent.find((mail) => mail.recipient === to && mail.kind === 'news');
    const [mail, other] = [of(email), of(quiet)];
    const link = linkIn(mail?.text.split('-- ')[1] ?? '');
    expect(link).toMatch(/^\/mail\/unsubscribe\/[\w-]+$/);
    expect(mail?.headers).toMatchObject({
      'List-Unsubscribe': `<${ORIGIN}${link}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Reply-To': 'us@zipsocket.example',
    });
    const found = await parts.subscriptions.byUnsubscribeLink(tokenOf(link));
    expect(found).toMatchObject({ email, subscriber: { countsOpens: true } });
    expect(Buffer.from(tokenOf(link), 'base64url').toString('latin1')).not.toContain('person');
    expect(mail?.html).toContain('<p>Hello &amp; welcome.</p>');
    const address = 'https://zipsocket.example/a?b=1&amp;c=2';
    expect(mail?.html).toContain(`<p>See <a href="${address}">${address}</a>.</p>`);
    expect(mail?.html).toContain('<title>What is &lt;new&gt;</title>');
    expect(mail?.html?.match(/<img/g)).toHaveLength(1);
    expect(other?.html).not.toContain('<img');
    // The beacon says which campaign, and not who.
    expect(/src="([^"]+)"/.exec(mail?.html ?? '')?.[1]).toBe((await parts.queue.links()).opened(id));
  });

  test('W5: a mail that answers or confirms something has no such link', async () => {
    await signUp();
    await parts.queue.answer({ id: 'm', email, text: 'Why?' }, 'Because.');
    await parts.job.run();
    const own = parts.sent.filter((mail) => mail.recipient === email);
    expect(own.map(({ kind }) => kind)).toEqual(['confirmation', 'answer']);
    for (const { headers, text } of own) expect(JSON.stringify(headers) + text).not.toMatch(/unsubscribe/i);
    expect(own[1]?.text).toBe('Because.\n\nYou wrote:\n> Why?\n');
    const link = parts.queue.prepare({ to: email, subject: 'S', text: 'T', kind: 'rights' });
    for (const { headers } of [...own, link])
      expect(headers).toMatchObject({ 'Reply-To': 'us@zipsocket.example' });
    // The operator's own mails do not lead back to the operator.
    const told = parts.queue.prepare({ to: email, subject: 'S', text: 'T', kind: 'operator' });
    expect(told.headers).not.toHaveProperty('Reply-To');
  });

  test('W5: is drafted, previewed, tried on one address, and started once', async () => {
    await subscribe();
    const id = await parts.campaigns.create(draft);
    expect(await parts.campaigns.change(id, { ...draft, subject: 'Better' })).toBe(true);
    expect(await parts.campaigns.preview(id)).toMatchObject({ subject: 'Better' });
    expect(await parts.campaigns.test(id, `me-${email}`)).toBe(true);
    const [tried] = await mails(`me-${email}`);
    expect(tried).toMatchObject({ kind: 'test', subject: '[Test] Better', campaignId: null });
    expect(tried?.html).not.toContain('<img');
    expect(await mails()).toHaveLength(1);
    expect(await parts.campaigns.start(id)).toBeGreaterThanOrEqual(1);
    expect(await parts.campaigns.start(id)).toBeNull();
    expect(await parts.campaigns.change(id, draft)).toBe(false);
    expect((await mails()).filter(({ kind }) => kind === 'news')).toHaveLength(1);
    await expect(parts.campaigns.create({ subject: 'A\nBcc: b@c.de', text: 'x' })).rejects.toThrow();
    await expect(parts.campaigns.create({ subject: ' ', text: 'x' })).rejects.toThrow();
  });
});

describe('W8: opened mails', () => {
  const PHONE =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
  const count = async (headers: Record<string, string>, { method = 'GET', token = '' } = {}) => {
    const id = await parts.campaigns.create({ subject: 'S', text: 'T' });
    const opened = tokenOf((await parts.queue.links()).opened(id)).replace('.gif', '');
    const header = (name: string) => headers[name];
    const opening = { token: token || opened, method, header };
    await countOpening(opening, { store: open.store, queue: parts.queue });
    return (await open.store.campaigns.find(id))?.opens;
  };

  test('of people are counted', async () => {
    expect(await count({ 'user-agent': PHONE })).toBe(1);
    expect(await count({ 'user-agent': PHONE, 'sec-gpc': '0', dnt: '0' })).toBe(1);
  });

  test.each([
    ['Do Not Track', { 'user-agent': PHONE, dnt: '1' }],
    ['Global Privacy Control', { 'user-agent': PHONE, 'sec-gpc': '1' }],
    ["Apple's privacy proxy", { 'user-agent': 'Mozilla/5.0' }],
    [
      "Google's picture proxy",
      {
        'user-agent':
          'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      },
    ],
    ["Yahoo's", { 'user-agent': 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' }],
    ['a scanner', { 'user-agent': 'Mozilla/5.0 (compatible; SomeScanner-bot/1.0)' }],
    ['a program', { 'user-agent': 'python-requests/2.32' }],
    ['nobody', {}],
    ['a look ahead', { 'user-agent': PHONE, 'sec-purpose': 'prefetch' }],
  ])('of %s are not counted', async (_, headers) => {
    expect(await count(headers as Record<string, string>)).toBe(0);
  });

  test('nor is a HEAD, nor a link that was not made here', async () => {
    const headers = { 'user-agent': PHONE };
    expect(await count(headers, { method: 'HEAD' })).toBe(0);
    const foreign = createMailLinks(Buffer.alloc(32, 1), ORIGIN).opened('x');
    expect(await count(headers, { token: tokenOf(foreign).replace('.gif', '') })).toBe(0);
    expect(isMachine({ method: 'GET', header: (name) => (headers as Record<string, string>)[name] })).toBe(
      false,
    );
  });
});

test('W4: what comes by a form goes to the operator by mail, once, and can be replied to', async () => {
  const message: Message = {
    ...{ id: crypto.randomUUID(), kind: 'feedback', name: 'Ada', email, telephone: null, text: 'Nice.' },
    ...{ receivedAt: new Date(0), answeredAt: null, answer: null },
  };
  await parts.queue.forward(message);
  await parts.queue.forward(message);
  const forwarded = (await mails('us@zipsocket.example')).filter(({ id }) => id === message.id);
  expect(forwarded).toMatchObject([
    { kind: 'operator', text: `From: Ada, ${email}\n\nNice.\n`, headers: { 'Reply-To': email } },
  ]);
  await expect(
    parts.queue.send({ to: 'a@b.de\nc', subject: '', text: '', kind: 'answer' }),
  ).rejects.toThrow();
});
