import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tokenHash } from '../../src/site/mail/mail-links.ts';
import { startWebsite, type Website } from './support/website.ts';

let website: Website;
beforeAll(async () => {
  website = await startWebsite();
});
afterAll(() => website?.close());

test('W11 N4: only what differs is corrected, from what was given last, and nothing of a child', async () => {
  const email = 'adda.canary@example.org';
  const write = (daysAgo: number, name: string, telephone: string) =>
    website.site.store.messages.add({
      ...{ id: randomUUID(), kind: 'information', name, email, telephone, text: 'said' },
      receivedAt: new Date(website.time - daysAgo * 86_400_000),
    });
  await write(40, 'Adda', '111 111');
  await write(1, 'Addy', '222 222');
  await write(20, 'Adda', '333 333');
  const token = randomBytes(32).toString('base64url');
  const now = new Date(website.time);
  const proof = { tokenHash: tokenHash(token), email, until: new Date(website.time + 3_600_000) };
  await website.site.store.rights.addProof(proof, { now, most: 1, mail: null });
  const { body } = await website.ask(`/your-data/${token}`);
  const form = body.slice(body.indexOf('/correct"'), body.indexOf('/erase"'));
  expect(form).toMatch(/name="name"[^>]*value="Addy"/);
  expect(form).toMatch(/name="telephone"[^>]*value="222 222"/);
  expect(form).toContain('<select id="field-age"');
  expect(form).toContain('We ask children for nothing about themselves.');
  const shown = { 'shown-name': 'Addy', 'shown-telephone': '222 222' };
  const correct = (fields: Record<string, string>) =>
    website.post(`/your-data/${token}/correct`, {
      ...{ ...shown, name: 'Addy', telephone: '222 222', age: 'open' },
      ...fields,
    });
  const kept = () =>
    website.query<{ name: string | null; telephone: string }>(
      'select name, telephone from messages where email = $1 order by received_at',
      [email],
    );
  const before = await kept();
  const child = await correct({ name: 'Ada', age: 'child' });
  expect(child.status).toBe(422);
  for (const text of ['id="field-age-error"', 'value="Ada"', 'name="shown-name" value="Addy"'])
    expect(child.body).toContain(text);
  const same = await correct({});
  expect(same.headers.location).toBe(`/your-data/${token}?same`);
  expect(await kept()).toEqual(before);
  expect((await correct({ name: 'Ada' })).headers.location).toBe(`/your-data/${token}?corrected`);
  expect((await kept()).map(({ name, telephone }) => [name, telephone])).toEqual([
    ...[
      ['Ada', '111 111'],
      ['Ada', '333 333'],
      ['Ada', '222 222'],
    ],
  ]);
  // A child may have it taken away.
  const emptied = await correct({ name: '', telephone: '', age: 'child' });
  expect(emptied.headers.location).toBe(`/your-data/${token}?corrected`);
  expect(await kept()).toEqual([0, 1, 2].map(() => ({ name: null, telephone: null })));
});
