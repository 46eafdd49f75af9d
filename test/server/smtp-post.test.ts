import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createSmtpPost } from '../../src/server/site/smtp-post.ts';
import { issueAuthority, issueLeaf } from '../../src/server/tls/issue.ts';
import type { Mail } from '../../src/storage/durable/mail-types.ts';
import { type Mailbox, reply, startMailbox } from '../devices/mailbox.ts';

let mailbox: Mailbox;
afterEach(() => mailbox?.close());

const FROM = 'ZipSocket <news@zipsocket.example>';
const mail = (more: Partial<Mail> = {}): Mail => ({
  ...{ id: randomUUID(), kind: 'answer', campaignId: null, recipient: 'ada@example.org', subject: 'Grüße' },
  ...{
    text: 'One\n.\nTwo',
    html: null,
    headers: {},
    state: 'sending',
    attempts: 0,
    error: null,
    sentAt: null,
  },
  ...{ queuedAt: new Date(0), dueAt: new Date(0) },
  ...more,
});
const post = (url = mailbox.url, sendMs = 10_000) => createSmtpPost({ url, from: FROM, sendMs });
async function send(...mails: Mail[]) {
  const session = await post().open();
  const outcomes = [];
  for (const one of mails) outcomes.push(await session.send(one));
  session.close();
  return outcomes;
}

describe('W5: a mail by SMTP', () => {
  test('arrives as it is, several over one connection', async () => {
    mailbox = await startMailbox();
    const [first, second] = [
      mail(),
      mail({ html: '<p>x</p>', headers: { 'List-Unsubscribe': '<https://a.b/c>' } }),
    ];
    expect(await send(first, second)).toEqual([{ type: 'sent' }, { type: 'sent' }]);
    expect(mailbox.mails[0]).toMatchObject({ from: 'news@zipsocket.example', to: 'ada@example.org' });
    expect(mailbox.mails[0]?.parsed).toMatchObject({
      ...{ subject: 'Grüße', text: 'One\n.\nTwo\n', html: false },
      messageId: `<${first.id}@zipsocket.example>`,
    });
    expect(mailbox.mails[0]?.parsed.from?.text).toBe('"ZipSocket" <news@zipsocket.example>');
    expect(mailbox.mails[1]?.parsed.html).toContain('<p>x</p>');
    expect(mailbox.mails[1]?.raw).toContain('List-Unsubscribe: <https://a.b/c>\r\n');
  });

  test('W12: line ends make no further header and no further recipient', async () => {
    mailbox = await startMailbox();
    const evil = '\r\nBcc: eve@example.org\r\n\r\nHello';
    const headers = { 'Reply-To': `ada@example.org${evil}` };
    expect(await send(mail({ subject: `A${evil}`, headers }))).toEqual([{ type: 'sent' }]);
    expect(mailbox.mails).toHaveLength(1);
    const { parsed } = mailbox.mails[0] ?? {};
    expect([parsed?.headers.has('bcc'), parsed?.text]).toEqual([false, 'One\n.\nTwo\n']);
    const refused = await send(mail({ recipient: 'ada@example.org>\r\nRCPT TO:<eve@example.org' }));
    expect(refused).toMatchObject([{ type: 'refused', isPermanent: true }]);
    expect(mailbox.to('eve@example.org')).toEqual([]);
  });

  test('W1: goes encrypted and signed in; not at all where that is not to be had', async () => {
    const authority = await issueAuthority('x', ['localhost'], Date.now());
    const { cert, key } = await issueLeaf(authority, ['localhost'], [], Date.now());
    mailbox = await startMailbox({
      ...{ cert, key },
      onAuth: ({ username, password }, _session, done) =>
        password === 's p' ? done(null, { user: username ?? '' }) : done(new Error('no')),
    });
    const url = (user: string, more = '') => mailbox.url.replace('//', `//${user}@`) + more;
    const session = await createSmtpPost({
      ...{ url: url('me%40x:s%20p', '?requireTLS=true&tls.rejectUnauthorized=false'), from: FROM },
    }).open();
    expect(await session.send(mail())).toEqual({ type: 'sent' });
    session.close();
    expect(mailbox.mails).toMatchObject([{ secure: true, user: 'me@x' }]);
    const wrong = url('me:other', '?tls.rejectUnauthorized=false');
    await expect(post(wrong).open()).rejects.toMatchObject({ code: 'EAUTH' });
    await expect(post(url('me%40x:s%20p')).open()).rejects.toThrow(/verify/);
    await mailbox.close();
    mailbox = await startMailbox();
    await expect(post(`${mailbox.url}?requireTLS=true`).open()).rejects.toThrow(/TLS/);
    expect(mailbox.mails).toEqual([]);
  });
});

describe('W5: what a provider says', () => {
  test.each([
    ['there is nobody', 550, '5.1.1 no such user', { isPermanent: true, isOfRecipient: true }],
    ['we are not wanted', 550, '5.7.1 blocked', { isPermanent: true, isOfRecipient: false }],
    ['it does not say why', 550, 'blocked, see our page', { isPermanent: true, isOfRecipient: false }],
    ['come back later', 451, '4.7.1 greylisted', { isPermanent: false, isOfRecipient: false }],
  ])('of a recipient: %s', async (_, code, text, expected) => {
    mailbox = await startMailbox({
      onRcptTo: ({ address }, _session, done) =>
        done(address === 'ada@example.org' ? reply(code, text) : null),
    });
    const outcomes = await send(mail(), mail({ recipient: 'bob@example.org' }));
    expect(outcomes).toEqual([
      { type: 'refused', reason: expect.stringContaining(text), ...expected },
      { type: 'sent' },
    ]);
  });

  test('of a content is about the mail, and of the sender about none', async () => {
    mailbox = await startMailbox({ onMail: () => Promise.reject(reply(554, 'spam')) });
    expect(await send(mail())).toMatchObject([{ type: 'refused', isPermanent: true, isOfRecipient: false }]);
    await mailbox.close();
    mailbox = await startMailbox({ onMailFrom: (_from, _session, done) => done(reply(550, 'who?')) });
    expect(await send(mail())).toMatchObject([{ type: 'not-sent' }]);
  });

  test('a connection that breaks: before the content it was not sent, after it nobody knows', async () => {
    mailbox = await startMailbox({ onMail: () => new Promise(() => {}) });
    const session = await post(mailbox.url, 500).open();
    expect(await session.send(mail())).toMatchObject({ type: 'unknown' });
    expect(mailbox.mails).toHaveLength(1);
    await mailbox.close();
    mailbox = await startMailbox({ onRcptTo: () => {} });
    const other = await post(mailbox.url, 500).open();
    expect(await other.send(mail())).toMatchObject({ type: 'not-sent' });
    const { url } = mailbox;
    await mailbox.close();
    await expect(post(url).open()).rejects.toThrow();
  });
});

describe('W5: a provider that hangs up', () => {
  /** Speaks as far as `last`, and then says no more. */
  const hangingUpAt = async (last: RegExp) => {
    const provider = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 here\r\n');
      socket.on('data', (data) => {
        const said = String(data);
        if (last.test(said)) socket.destroy();
        else if (/^EHLO/i.test(said)) socket.write('250-here\r\n250 AUTH PLAIN\r\n');
        else if (/^RCPT/i.test(said)) socket.write('550 5.1.1 nobody\r\n');
        else if (/^AUTH/i.test(said)) socket.write('235 welcome\r\n');
        else socket.write('250 fine\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const { port } = provider.address() as { port: number };
    return { provider, url: `smtp://ada:secret@127.0.0.1:${port}` };
  };

  test('at the sign-in is not reached, and nobody waits without end', async () => {
    const { provider, url } = await hangingUpAt(/^AUTH/i);
    await expect(createSmtpPost({ url, from: 'zip@example.org' }).open()).rejects.toThrow();
    provider.close();
  });

  test('after a refusal has refused', async () => {
    const { provider, url } = await hangingUpAt(/^RSET/i);
    const session = await createSmtpPost({ url, from: 'zip@example.org' }).open();
    expect(await session.send(mail())).toMatchObject({ type: 'refused', isOfRecipient: true });
    session.close();
    provider.close();
  });
});
