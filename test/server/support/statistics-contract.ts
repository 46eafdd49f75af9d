import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { messageText } from '../../../src/shared/message-text.ts';
import { KEPT_DATA, type KeptData, keptData } from '../../../src/site/kept-data.ts';
import { runRetentionJob } from '../../../src/site/retention-job.ts';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';
import { answerMailId } from '../../../src/storage/durable/mail-ids.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What every durable store does for statistics, the security log, and people's rights. */
export function statisticsContract(store: () => DurableStore): void {
  describe('counts', () => {
    const start = Date.UTC(2020, 0, 1, 22);
    const row = (hours: number, measure: string, value: string, count: number) => ({
      ...{ hour: new Date(start + hours * HOUR), measure, value, count },
    });
    const span = { from: new Date(start), until: new Date(start + DAY) };

    test('W6: are added to, a batch that comes again once, and a batch that fails not at all', async () => {
      const batch = (...rows: ReturnType<typeof row>[]) => ({ id: randomUUID(), at: new Date(start), rows });
      const first = batch(row(0, 'page', '/', 2), row(0, 'page', "/it's", 1), row(1, 'visit', '', 7));
      expect(await store().counts.add(first)).toBe(true);
      expect(await store().counts.add(first)).toBe(false);
      expect(await store().counts.add(batch(row(0, 'page', '/', 3), row(3, 'visit', '', 5)))).toBe(true);
      const failing = batch(row(0, 'page', '/', 100), row(0, 'page', '/', 100));
      await expect(store().counts.add(failing)).rejects.toThrow();
      await store().counts.add(batch(row(24, 'page', '/', 50), row(-1, 'page', '/', 50)));
      expect(await store().counts.sums(span)).toEqual([
        { measure: 'page', value: '/', count: 5 },
        { measure: 'page', value: "/it's", count: 1 },
        { measure: 'visit', value: '', count: 12 },
      ]);
      expect(await store().counts.days('visit', span)).toEqual([
        { hour: new Date(Date.UTC(2020, 0, 1)), measure: 'visit', value: '', count: 7 },
        { hour: new Date(Date.UTC(2020, 0, 2)), measure: 'visit', value: '', count: 5 },
      ]);
      const all = await store().counts.days(null, span);
      expect(
        all.map(({ hour, measure, value, count }) => [hour.getUTCDate(), measure, value, count]),
      ).toEqual([
        ...[
          [1, 'page', '/', 5],
          [1, 'page', "/it's", 1],
          [1, 'visit', '', 7],
          [2, 'visit', '', 5],
        ],
      ]);
      expect(await store().counts.add({ ...failing, rows: [row(0, 'other', 'x', 1)] })).toBe(true);
    });

    test('W6: more rows than one statement takes', async () => {
      const rows = Array.from({ length: 2_500 }, (_, index) => row(-48, 'many', String(index), 1));
      await store().counts.add({ id: randomUUID(), at: new Date(start), rows });
      const found = await store().counts.sums({
        ...{ from: new Date(start - 2 * DAY), until: new Date(start - DAY) },
      });
      expect(found).toHaveLength(2_500);
    });
  });

  test('W10: a week is published once, and stays as it was', async () => {
    const at = (week: number) => new Date(week * 7 * DAY);
    const publication = (week: number, visits: number) => ({ week: at(week), report: { visits } });
    for (const each of [publication(1, 5), publication(2, 9), publication(1, 6), publication(3, 7)])
      await store().counts.publish(each);
    expect(await store().counts.published({ from: at(1), until: at(3) })).toEqual([
      ...[publication(2, 9), publication(1, 5)],
    ]);
  });

  test('W6: security events are listed newest first', async () => {
    const event = (at: number, address: string) => ({ at: new Date(at), address, event: 'limit /feedback' });
    await store().security.add([]);
    await store().security.add([event(1_000, '203.0.113.9'), event(2_000, '2001:db8::9')]);
    const found = await store().security.list({ limit: 2 });
    expect(found).toEqual([event(2_000, '2001:db8::9'), event(1_000, '203.0.113.9')]);
    expect(await store().security.list({ limit: 1, offset: 1 })).toEqual([event(1_000, '203.0.113.9')]);
    expect(await store().security.count()).toBe(2);
  });

  describe('rights', () => {
    const now = new Date(5_000_000);
    const until = new Date(5_000_100);

    test('W11: an address is proved for a time, and so often at most', async () => {
      const proof = (tokenHash: string) => ({ tokenHash, email: 'proof@example.org', until });
      const added = await Promise.all(
        ['p1', 'p2', 'p3', 'p4'].map((hash) =>
          store().rights.addProof(proof(hash), { now, most: 3, mail: null }),
        ),
      );
      expect(added.filter((isAdded) => isAdded)).toHaveLength(3);
      const hash = `p${added.indexOf(true) + 1}`;
      expect(await store().rights.addressOf(hash, now)).toBe('proof@example.org');
      expect(await store().rights.addressOf(hash, until)).toBeNull();
      expect(await store().rights.addressOf('nothing', now)).toBeNull();
      expect(await store().rights.erase(hash, until)).toBeNull();
      expect(await store().rights.addProof(proof('p5'), { now: until, most: 3, mail: null })).toBe(true);
    });

    test('W11: a name is corrected, and a proof erases all under its address, once', async () => {
      const email = 'dee@example.org';
      const message = (address: string) => ({
        ...{ id: randomUUID(), kind: 'feedback' as const, name: 'De', email: address, telephone: null },
        ...{ text: 'said', receivedAt: now },
      });
      await store().messages.add(message(email));
      await store().messages.add(message('eve@example.org'));
      expect(await store().rights.correct(email, { name: 'Dee' })).toBe(1);
      expect((await store().rights.held(email, 'hash of dee')).messages).toMatchObject([
        { name: 'Dee', text: 'said' },
      ]);
      expect((await store().rights.held('eve@example.org', 'none')).messages).toMatchObject([{ name: 'De' }]);
      // Only where one was given, and what is left out stays.
      await store().messages.add({ ...message(email), name: null, telephone: '123' });
      expect(await store().rights.correct(email, { telephone: '456' })).toBe(1);
      expect(await store().rights.correct(email, { name: null, telephone: '789' })).toBe(2);
      expect(await store().rights.correct(email, { name: 'Nobody' })).toBe(0);
      const corrected = (await store().rights.held(email, 'none')).messages;
      expect(corrected.map(({ name, telephone }) => [name, telephone]).sort()).toEqual([
        [null, null],
        [null, '789'],
      ]);
      await store().rights.addProof({ tokenHash: 'dee', email, until }, { now, most: 3, mail: null });
      await store().rights.addProof({ tokenHash: 'dee2', email, until }, { now, most: 3, mail: null });
      expect(await store().rights.erase('dee', now)).toEqual({ email, count: 2 });
      expect(await store().rights.erase('dee', now)).toBeNull();
      expect(await store().rights.addressOf('dee2', now)).toBeNull();
      const nothing = { messages: [], subscribers: [], surveyAnswers: [], mails: [], suppressions: [] };
      expect(await store().rights.held(email, 'hash of dee')).toEqual(nothing);
      expect((await store().rights.held('eve@example.org', 'none')).messages).toHaveLength(1);
    });
  });

  test("W11: the operator's copy is corrected with its message, and nobody else's; the newest is first", async () => {
    const email = 'fay@example.org';
    const write = async (from: { email: string; name: string | null; telephone: string }, day: number) => {
      const [id, at] = [randomUUID(), new Date(Date.UTC(2030, 0, day))];
      const message = { ...from, id, kind: 'information' as const, text: 'Fey and 12 said', receivedAt: at };
      await store().messages.add(message);
      const mail = { id, kind: 'operator' as const, campaignId: null, recipient: 'op@example.org' };
      const more = { ...messageText(message), html: null, headers: {}, queuedAt: at, dueAt: at };
      await store().mails.add({ ...mail, ...more });
      return id;
    };
    const ids = [
      await write({ email, name: 'Fey', telephone: '12' }, 2),
      await write({ email, name: null, telephone: '34' }, 3),
      await write({ email, name: 'Fey', telephone: '56' }, 1),
      await write({ email: 'gus@example.org', name: 'Fey', telephone: '12' }, 1),
    ];
    const copies = async () => {
      const all = await store().mails.list({ limit: 1_000 });
      return ids.map((id) => all.find((mail) => mail.id === id)?.text.split('\n\n'));
    };
    const others = (await copies())[3];
    expect(others).toEqual(['From: Fey, gus@example.org, 12', 'Fey and 12 said\n']);
    await store().rights.correct(email, { name: 'Fay' });
    expect(await copies()).toEqual([
      [`From: Fay, ${email}, 12`, 'Fey and 12 said\n'],
      [`From: ${email}, 34`, 'Fey and 12 said\n'],
      [`From: Fay, ${email}, 56`, 'Fey and 12 said\n'],
      others,
    ]);
    await store().rights.correct(email, { name: null, telephone: '78' });
    expect((await copies()).map((copy) => copy?.[0])).toEqual([
      ...[`From: ${email}, 78`, `From: ${email}, 78`, `From: ${email}, 78`, others?.[0]],
    ]);
    const { messages } = await store().rights.held(email, 'none');
    expect(messages.map(({ id }) => id)).toEqual([ids[1], ids[0], ids[2]]);
  });

  test('W6: what is older than its period is erased, and what is younger stays', async () => {
    const event = (at: number) => ({ at: new Date(at), address: '198.51.100.7', event: 'sign-in' });
    await store().security.add([event(10), event(20), event(30)]);
    expect(await store().kept.eraseBefore('securityEvents', new Date(20))).toBe(1);
    const left = (await store().security.list({ limit: 100 })).map(({ at }) => at.getTime());
    expect(left).toEqual(expect.arrayContaining([20, 30]));
    expect(left).not.toContain(10);
  });

  test('W11: the job keeps the periods that the operator set, and the others', async () => {
    const [day, now] = [24 * 3_600_000, Date.UTC(2040, 0, 1)];
    const said = (daysAgo: number) => ({
      ...{ id: randomUUID(), kind: 'feedback' as const, name: null, telephone: null, text: 'said' },
      ...{ email: 'job@example.org', receivedAt: new Date(now - daysAgo * day) },
    });
    for (const daysAgo of [9, 11, 364, 366]) await store().messages.add(said(daysAgo));
    const left = async () => (await store().messages.of('job@example.org')).length;
    const run = (kept: readonly KeptData[]) => runRetentionJob({ store: store().kept, now: () => now, kept });
    await run(KEPT_DATA);
    expect(await left()).toBe(3);
    await run(keptData({ messages: 10 }));
    expect(await left()).toBe(1);
  });

  test('W11: a message that is too old takes its copy and its answer along, whatever the period of mails', async () => {
    const [day, now] = [24 * 3_600_000, Date.UTC(2041, 0, 1)];
    const write = async (daysAgo: number) => {
      const [id, at] = [randomUUID(), new Date(now - daysAgo * day)];
      const from = { name: null, telephone: null, email: 'copied@example.org' };
      await store().messages.add({ ...from, id, kind: 'feedback', text: 'said', receivedAt: at });
      const mail = { campaignId: null, subject: 'S', html: null, headers: {}, queuedAt: at, dueAt: at };
      const copy = {
        ...mail,
        id,
        kind: 'operator' as const,
        recipient: 'op@example.org',
        text: `copy ${id}`,
      };
      const answer = { ...mail, id: answerMailId(id), kind: 'answer' as const, recipient: from.email };
      await store().mails.add(copy);
      await store().mails.add({ ...answer, text: `answer ${id}` });
      return id;
    };
    const [old, young] = [await write(11), await write(9)];
    const left = async (id: string) =>
      (await store().mails.list({ limit: 1_000 })).filter(({ text }) => text.includes(id)).length;
    expect([await left(old), await left(young)]).toEqual([2, 2]);
    await runRetentionJob({ store: store().kept, now: () => now, kept: keptData({ messages: 10 }) });
    expect([await left(old), await left(young)]).toEqual([0, 2]);
  });
}
