import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../src/storage/durable/postgres.ts';
import { importBuilt } from './support/built.ts';
import { createMailParts, ELSEWHERE, type TestedMailParts } from './support/mail-parts.ts';

type Embedded = typeof import('../../src/storage/durable/embedded.ts');
const { openEmbedded } = await importBuilt<Embedded>('storage/durable/embedded.js');

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'zipsocket-mail-job-'));
let open: OpenStore;
let parts: TestedMailParts;

beforeAll(async () => {
  open = openEmbedded(join(folder, 'database'));
  await open.ready;
});
afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  for (const { email } of await open.store.subscribers.list({ limit: 1_000 }))
    await open.store.subscribers.remove({ email, emailHash: email, at: new Date(0), why: 'erased' });
  for (const { recipient } of await open.store.mails.list({ limit: 1_000 }))
    await open.store.mails.eraseOf(recipient);
  parts = createMailParts(open.store);
});

const queue = (to = 'ada@example.org') => parts.queue.send({ to, subject: 'S', text: 'T', kind: 'answer' });
const state = async (email = 'ada@example.org') => (await open.store.mails.of(email))[0]?.state;
const campaignState = async (id: string) => (await open.store.campaigns.find(id))?.state;
const sentTo = () => parts.sent.map(({ recipient }) => recipient);
async function startCampaign(...emails: string[]) {
  if (emails.length > 0) await parts.subscriptions.import(emails.join('\n'), ELSEWHERE);
  const id = await parts.campaigns.create({ subject: 'News', text: 'All of it.' });
  await parts.campaigns.start(id);
  return id;
}

describe('W5: the job that sends mails', () => {
  test.each([
    ['rights', 60],
    ['confirmation', 7 * 24 * 60],
  ] as const)('W11: a mail (%s) whose link is over ends instead of going out', async (kind, minutes) => {
    const ask = (to: string) => parts.queue.send({ to, subject: 'S', text: 'a link', kind });
    await ask('late@example.org');
    await queue();
    parts.clock.time += MINUTE;
    await ask('in-time@example.org');
    parts.clock.time += (minutes - 1) * MINUTE;
    await parts.job.run();
    expect(sentTo().sort()).toEqual(['ada@example.org', 'in-time@example.org']);
    const [late] = await open.store.mails.of('late@example.org');
    // The link is nowhere in clear after that.
    expect(late).toMatchObject({ state: 'failed', error: 'its link is over', text: '', attempts: 0 });
  });

  test('sends what is due, once', async () => {
    await queue();
    await queue('bob@example.org');
    await Promise.all([parts.job.run(), parts.job.run()]);
    await parts.job.run();
    expect(sentTo()).toEqual(['ada@example.org', 'bob@example.org']);
    expect(await state()).toBe('sent');
    expect(parts.provider.opened).toBe(1);
    expect(parts.faults).toEqual([]);
  });

  test('tries again what is refused for now, with pauses that grow, and gives up in the end', async () => {
    parts.provider.answer = async () => ({
      ...{ type: 'refused', isPermanent: false, isOfRecipient: false, reason: 'later' },
    });
    await queue();
    const began = parts.clock.time;
    const tries: number[] = [];
    for (let minute = 0; minute < 2_000; minute += 1, parts.clock.time += MINUTE) {
      const before = parts.sent.length;
      if ((await state()) !== 'waiting') break;
      // Only minutes in which it may be due need a look.
      if ([0, 1, 6, 21, 81, 321, 801, 1_761].includes(minute) || minute % 97 === 0) await parts.job.run();
      if (parts.sent.length > before) tries.push((parts.clock.time - began) / MINUTE);
    }
    expect(tries).toEqual([0, 1, 6, 21, 81, 321, 801, 1_761]);
    const [mail] = await open.store.mails.of('ada@example.org');
    expect(mail).toMatchObject({ state: 'failed', attempts: 8, error: 'later' });
  });

  test.each([true, false])('an address of nobody gets no more news: %s', async (isOfRecipient) => {
    const email = `${isOfRecipient}@example.org`;
    parts.provider.answer = async () => ({
      ...{ type: 'refused', isPermanent: true, isOfRecipient, reason: 'no' },
    });
    const id = await startCampaign(email);
    await parts.job.run();
    expect(await state(email)).toBe('failed');
    expect(await parts.campaigns.progress(id)).toMatchObject({ failed: 1 });
    expect((await open.store.subscribers.of(email)) === null).toBe(isOfRecipient);
    const again = await parts.subscriptions.import(email, ELSEWHERE);
    expect(again).toMatchObject(isOfRecipient ? { suppressed: 1 } : { known: 1 });
  });

  test('an address of nobody that is not on the list is not noted, though its mail bounces', async () => {
    parts.provider.answer = async () => ({
      ...{ type: 'refused', isPermanent: true, isOfRecipient: true, reason: 'no' },
    });
    await startCampaign('listed@example.org');
    await queue('never@example.org');
    await parts.job.run();
    expect([await state('never@example.org'), await state('listed@example.org')]).toEqual([
      'failed',
      'failed',
    ]);
    const links = await parts.queue.links();
    const isNoted = (email: string) => open.store.subscribers.isSuppressed(links.emailHash(email));
    expect([await isNoted('never@example.org'), await isNoted('listed@example.org')]).toEqual([false, true]);
  });

  test('a campaign of which many mails bounce is paused, and can be sent on, or stopped', async () => {
    const people = Array.from({ length: 60 }, (_, n) => `p${n}@example.org`);
    const id = await startCampaign(...people);
    const nobody = new Set<string>();
    parts.provider.answer = async ({ recipient }) => {
      // One of five is nobody: that is as many as may be.
      if (parts.sent.length % 5 === 0) nobody.add(recipient);
      const refused = { type: 'refused', isPermanent: true, isOfRecipient: false, reason: 'no' } as const;
      return nobody.has(recipient) ? refused : { type: 'sent' };
    };
    await parts.job.run();
    expect(await parts.campaigns.progress(id)).toMatchObject({ sent: 48, failed: 12, waiting: 0 });
    expect([parts.paused, await campaignState(id)]).toEqual([[], 'sent']);

    const bad = await startCampaign();
    const before = parts.sent.length;
    parts.provider.answer = async () => ({
      ...{ type: 'refused', isPermanent: true, isOfRecipient: false, reason: 'not wanted' },
    });
    await queue();
    await parts.job.run();
    expect(parts.sent.length - before).toBe(1 + 11); // ours, and what may bounce, and one more
    expect([parts.paused, await campaignState(bad)]).toEqual([[bad], 'paused']);
    parts.clock.time += 60 * MINUTE;
    await parts.job.run();
    expect(parts.sent.length - before).toBe(12);
    // The operator knows better: it begins to count anew.
    expect(await parts.campaigns.resume(bad)).toBe(true);
    expect(await parts.campaigns.resume(bad)).toBe(false);
    await parts.job.run();
    expect(parts.sent.length - before).toBe(12 + 11);
    expect(await campaignState(bad)).toBe('paused');
    await parts.campaigns.resume(bad);
    parts.provider.answer = async () => ({ type: 'sent' });
    await parts.job.run();
    expect(await parts.campaigns.progress(bad)).toMatchObject({ sent: 38, failed: 22, waiting: 0 });
    expect(await campaignState(bad)).toBe('sent');
  });

  test.each([
    { type: 'refused', isPermanent: false, isOfRecipient: false, reason: 'later' },
    { type: 'not-sent', reason: 'it broke' },
  ] as const)('a campaign stopped while a mail is under way: it is not sent again, $type', async (said) => {
    const id = await startCampaign('a@example.org', 'b@example.org');
    let stops = true;
    parts.provider.answer = async () => {
      if (stops) await parts.campaigns.stop(id);
      return said;
    };
    await parts.job.run();
    parts.clock.time += 6_000 * MINUTE;
    await parts.job.run();
    expect(parts.sent).toHaveLength(1);
    expect(await parts.campaigns.progress(id)).toMatchObject({ failed: 1, waiting: 0 });
    expect(await campaignState(id)).toBe('sent');
    // Without the stop it is.
    stops = false;
    const other = await startCampaign();
    await parts.job.run();
    const first = parts.sent.length;
    parts.clock.time += 6_000 * MINUTE;
    await parts.job.run();
    expect(parts.sent.length).toBeGreaterThan(first);
    await parts.campaigns.stop(other);
  });

  test('a provider that is away is asked less and less often, and costs no mail an attempt', async () => {
    parts.provider.isThere = false;
    await queue();
    for (let second = 0; second < 3_600; second += 2, parts.clock.time += 2_000) await parts.job.run();
    expect(parts.provider.opened).toBeLessThan(12);
    expect(parts.provider.opened).toBeGreaterThan(6);
    expect(parts.sent).toEqual([]);
    parts.provider.isThere = true;
    parts.clock.time += 15 * MINUTE;
    await parts.job.run();
    expect(await open.store.mails.of('ada@example.org')).toMatchObject([{ state: 'sent', attempts: 1 }]);
  }, 60_000);

  test('news that may have arrived is not sent again; an answer is', async () => {
    const id = await startCampaign('bob@example.org');
    await queue();
    parts.provider.answer = async () => ({ type: 'unknown', reason: 'it broke' });
    for (let minute = 0; minute < 200; minute += 1, parts.clock.time += MINUTE) await parts.job.run();
    expect(sentTo().sort()).toEqual([...Array(3).fill('ada@example.org'), 'bob@example.org']);
    expect(await state()).toBe('unknown');
    parts.provider.answer = async () => ({ type: 'sent' });
    parts.clock.time += 6_000 * MINUTE;
    await parts.job.run();
    expect(parts.sent).toHaveLength(4);
    expect(await parts.campaigns.progress(id)).toMatchObject({ unknown: 1, waiting: 0 });
    expect(await campaignState(id)).toBe('sent');
  });

  test('what was not handed over is, news too', async () => {
    await startCampaign('bob@example.org');
    parts.provider.answer = async () => ({ type: 'not-sent', reason: 'it broke' });
    await parts.job.run();
    parts.provider.answer = async () => ({ type: 'sent' });
    parts.clock.time += 2 * MINUTE;
    await parts.job.run();
    expect(sentTo()).toEqual(['bob@example.org', 'bob@example.org']);
    expect(await state('bob@example.org')).toBe('sent');
  });

  test('a server that dies while it sends: the next one sends the rest, and that mail not again', async () => {
    const id = await startCampaign('a@example.org', 'b@example.org', 'c@example.org');
    let dies = () => {};
    const died = new Promise<void>((resolve) => {
      dies = resolve;
    });
    parts.provider.answer = () => {
      dies();
      return new Promise(() => {});
    };
    void parts.job.run();
    await died;
    parts.provider.answer = async () => ({ type: 'sent' });
    const next = parts.newJob();
    await next.run();
    expect(new Set(sentTo()).size).toBe(3);
    parts.clock.time += 11 * MINUTE;
    await next.run();
    expect(parts.sent).toHaveLength(3);
    expect(await parts.campaigns.progress(id)).toMatchObject({ sent: 2, unknown: 1, waiting: 0 });
    expect(await campaignState(id)).toBe('sent');
  });

  test('no more go in a minute than may, and what a person waits for goes before news', async () => {
    parts = createMailParts(open.store, { perMinute: 2 });
    await startCampaign('a@example.org', 'b@example.org', 'c@example.org');
    await parts.job.run();
    expect(parts.sent).toHaveLength(2);
    await queue();
    await parts.job.run();
    expect(parts.sent).toHaveLength(2);
    parts.clock.time += MINUTE + 1;
    await parts.job.run();
    expect(sentTo()[2]).toBe('ada@example.org');
    expect(parts.sent).toHaveLength(4);
  });

  test('who leaves the list while a campaign goes out gets none of it; stopping it drops the rest', async () => {
    const id = await startCampaign('a@example.org', 'b@example.org', 'c@example.org');
    let rest: string[] = [];
    parts.provider.answer = async ({ recipient }) => {
      rest = ['a@example.org', 'b@example.org', 'c@example.org'].filter((one) => one !== recipient);
      if (parts.sent.length === 1) await parts.subscriptions.unsubscribe(rest[0] ?? '');
      return { type: 'sent' };
    };
    await parts.job.run();
    expect(parts.sent).toHaveLength(2);
    expect(await parts.campaigns.progress(id)).toMatchObject({ sent: 2, waiting: 0 });
    const stopped = await startCampaign('d@example.org');
    await parts.campaigns.stop(stopped);
    await parts.job.run();
    expect(parts.sent).toHaveLength(2);
    expect(await campaignState(stopped)).toBe('sent');
  });

  test('the mail that is being sent when the server ends is the last', async () => {
    await queue();
    await queue('bob@example.org');
    parts.provider.answer = async () => {
      void parts.job.close();
      return { type: 'sent' };
    };
    await parts.job.run();
    await parts.job.close();
    expect(parts.sent).toHaveLength(1);
    expect(await open.store.mails.count()).toMatchObject({ sent: 1, waiting: 1, sending: 0 });
  });
});
