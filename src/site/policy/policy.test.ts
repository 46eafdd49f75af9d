import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cookieTable, LEFT_IN_BROWSER, NAME_COOKIE, OPERATOR_COOKIE } from '../../shared/cookies.ts';
import { PROMISE_IDS } from '../../shared/promises.ts';
import * as tables from '../../storage/durable/schema.ts';
import { KEPT_DATA, keptData, keptTable, periodChoices } from '../kept-data.ts';
import { retentionDaysSchema } from '../retention-days.ts';
import { openPolicy, reportOf } from './policy.ts';
import { faultsOfNewest } from './policy-lists.ts';
import { POLICY_FOLDER, policyNotices, readPolicy } from './read-policy.ts';

const [published] = readPolicy();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-policy-'));
  cpSync(POLICY_FOLDER, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const manifest = () => JSON.parse(readFileSync(path.join(folder, 'versions.json'), 'utf8'));
/** Adds a version to the copy. */
function publish(date: string, text: string, more: object = { substantial: false }): void {
  writeFileSync(path.join(folder, `${date}.md`), text);
  const { versions } = manifest();
  const added = [...versions, { date, sha256: sha256(text), changes: 'Something.', ...more }];
  writeFileSync(path.join(folder, 'versions.json'), JSON.stringify({ versions: added }));
}

describe('W2: the versions of the policy', () => {
  test('the text that was dated is read', () => {
    expect(readPolicy(folder)[0]).toMatchObject({ date: published.date, text: published.text });
  });

  test('a changed text without a date of its own is refused, with what to do', () => {
    const file = path.join(folder, `${published.date}.md`);
    writeFileSync(file, published.text.replace('ten seconds', 'ten  seconds'));
    expect(() => readPolicy(folder)).toThrow(
      /is not the text that was published on that day.*sha256 [0-9a-f]{64}/,
    );
  });

  test('a text that the list of versions does not name is refused', () => {
    writeFileSync(path.join(folder, '2031-01-01.md'), published.text);
    expect(() => readPolicy(folder)).toThrow(/2031-01-01\.md .* no version of that date/);
  });

  test.each([
    ['no JSON', '{', /no JSON/],
    ['no version', '{"versions":[]}', /versions\.json: versions/],
    ['a substantial one without a notice', { substantial: true }, /versions\.\d\.notice/],
    ['one without its text', { date: '2031-01-01' }, /2031-01-01\.md cannot be read/],
    ['a date twice', {}, /a date twice/],
    ['no date', { date: 'soon' }, /versions\.\d\.date is no date/],
  ])('a list with %s is refused', (_, change, complaint) => {
    const [first] = manifest().versions;
    const versions = { versions: [first, { ...first, ...(change as object) }] };
    const text = typeof change === 'string' ? change : JSON.stringify(versions);
    writeFileSync(path.join(folder, 'versions.json'), text);
    expect(() => readPolicy(folder)).toThrow(complaint);
  });

  test('a new text with a date is the newest, the old one stays', () => {
    publish('2031-01-01', `${published.text}\nOne more.\n`);
    expect(readPolicy(folder).map(({ date }) => date)).toEqual(['2031-01-01', published.date]);
  });
});

describe('W2: what the policy has to say', () => {
  test.each(PROMISE_IDS)('%s is missed when it is not there', (id) => {
    expect(faultsOfNewest(published.text)).toEqual([]);
    const without = published.text.replace(`[${id}](/privacy/proofs#${id})`, id);
    expect(faultsOfNewest(without)).toEqual([expect.stringContaining(`the promise ${id} 0 times`)]);
    publish('2031-01-01', without);
    expect(() => readPolicy(folder)).toThrow(`the promise ${id} 0 times`);
  });

  test('a promise named twice is found', () => {
    const [fault] = faultsOfNewest(`${published.text} [A1](/privacy/proofs#A1)`);
    expect(fault).toContain('A1 2 times');
  });

  test('W7 W11: lists other than those of the code are refused', () => {
    expect(faultsOfNewest(published.text.replace(cookieTable(), ''))).toEqual([
      expect.stringContaining('src/shared/cookies.ts'),
    ]);
    expect(faultsOfNewest(published.text.replace('| 90 days |', '| 91 days |'))).toEqual([
      expect.stringContaining('src/site/kept-data.ts'),
    ]);
  });

  test.each([
    ['N4: children', /under 13, use ZipSocket only together with a parent, a guardian or a teacher/],
    ['N4: nothing personal of children', /ask children for nothing\s+about themselves/],
    ['use means agreement', /By using ZipSocket you agree/],
    ['the internet has risks', /sending anything over the internet has risks/],
    ['each answers for what they share', /Each person answers for what they\s+share/],
    ['W9: the law', /a law, a court or an authority/],
    ['W9: safety', /\*\*Safety\*\*/],
    ['W9: a change of hands', /\*\*Change of hands\*\*/],
    ['no sweepstakes', /no sweepstakes and no contests/],
    ['W11: California', /## California/],
    ['an address', /\[write to us\]\(contact:\)/],
  ])('it has: %s', (_, words) => {
    expect(published.text).toMatch(words);
  });
});

describe('what is kept and what is left in a browser', () => {
  test('W11: the periods name each table with something personal in it, and none twice', () => {
    const named = KEPT_DATA.map(({ table, state = '' }) => `${table} ${state}`);
    expect(new Set(named).size).toBe(named.length);
    // Nothing of a person is in these.
    const others = ['countBatches', 'publishedWeeks', 'notices', 'gaugeHours', 'keys'];
    const covered = new Set<string>([...KEPT_DATA.map(({ table }) => table), ...others]);
    expect(Object.keys(tables).filter((name) => !covered.has(name))).toEqual([]);
    expect(keptTable()).toContain('| Network addresses, in the security log | 7 days |');
  });

  test('W11: an operator makes periods shorter: the page and the report say so, the dated text stays', () => {
    const kept = keptData(retentionDaysSchema.parse('mails=30, security-events = 1'));
    const { shown, versions, ...policy } = openPolicy({ folder, contactEmail: null, processors: null, kept });
    const mails = '| Other mails we sent, or could not send |';
    expect(shown.text).toContain(`${mails} 30 days |`);
    expect(shown.text).toContain('| Network addresses, in the security log | 1 day |');
    expect(shown.text).toContain('| Answers to surveys | 365 days |');
    expect(versions[0].text).toContain(`${mails} 90 days |`);
    const report = reportOf({ shown, versions, ...policy }).kept;
    const of = (named: string) => report.find(({ name }) => name === named);
    expect(of('mails')).toMatchObject({ days: 30, mostDays: 90 });
    expect(of('messages')).toMatchObject({ days: 365, mostDays: 365 });
  });

  test('W11: no period is longer than the policy says, whoever asks for it', () => {
    expect(keptData({ mails: 91 })).toEqual(KEPT_DATA);
  });

  test('W11: the manual has the kinds and their longest periods', () => {
    const manual = readFileSync(path.join(POLICY_FOLDER, '../docs/configuration.md'), 'utf8');
    const rows = [...manual.matchAll(/^\| `([a-z-]+)` +\| (\d+) to (\d+) +\|/gm)];
    const said = rows.map(([, name, least, most]) => [name, { least: Number(least), most: Number(most) }]);
    expect(said).toEqual([...periodChoices()]);
  });

  test('W11: no operator changes a period that mails and pages name', () => {
    expect(retentionDaysSchema.parse('mails=30')).toEqual({ mails: 30 });
    for (const named of ['mails-confirmation', 'subscribers-asked', 'mails-rights'])
      expect(retentionDaysSchema.safeParse(`${named}=1`).success, named).toBe(false);
  });

  test('W7: the two cookies are on the list', () => {
    const cookies = LEFT_IN_BROWSER.filter(({ kind }) => kind === 'cookie').map(({ name }) => name);
    expect(cookies).toEqual([NAME_COOKIE, OPERATOR_COOKIE]);
  });
});

describe('W3: notices of substantial versions', () => {
  const notice = { text: 'We now have a mailing list.', until: '2031-02-01' };
  const at = (time: string) => policyNotices(readPolicy(folder), Date.parse(time));

  test('are there from the day of the version to the end of their last day, and only then', () => {
    publish('2031-01-01', published.text, { substantial: true, notice });
    expect(at('2030-12-31T23:59:59Z')).toEqual([]);
    expect(at('2031-01-01T00:00:00Z')).toEqual([notice.text]);
    expect(at('2031-02-01T23:59:59Z')).toEqual([notice.text]);
    expect(at('2031-02-02T00:00:00Z')).toEqual([]);
  });

  test('a version that is not substantial has none', () => {
    publish('2031-01-01', published.text);
    expect(at('2031-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('W2: differences', () => {
  const options = { contactEmail: 'us@zipsocket.example', processors: null, kept: KEPT_DATA };

  test('the history tells, under its heading, what went, what came and what stayed', () => {
    publish(
      '2031-01-01',
      published.text.replace('picture code, good for a minute', 'picture code, good for two minutes'),
    );
    const [newest, first] = openPolicy({ folder, ...options }).history;
    expect(first?.passages).toEqual([]);
    expect(newest?.passages).toHaveLength(1);
    const { heading, pieces } = newest!.passages[0]!;
    expect(heading).toBe('Sound');
    const of = (change: string) =>
      pieces.filter((piece) => piece.change === change).map(({ text }) => text.trim());
    expect(of('removed').join(' ')).toBe('a minute');
    expect(of('added').join(' ')).toBe('two minutes');
    expect(of('same').join(' ')).toContain('four words or a picture code');
  });

  test('a passage that is new, and one that is gone, are whole', () => {
    const begun = published.text.replace('There are no sweepstakes and no contests.', 'We greet all owls.');
    publish('2031-01-01', begun.replace('## Security', '## Safe and sound'));
    const [newest] = openPolicy({ folder, ...options }).history;
    const all = newest!.passages.flatMap(({ pieces }) =>
      pieces.map(({ text, change }) => `${change}: ${text}`),
    );
    expect(all).toContain('removed: • There are no sweepstakes and no contests.');
    expect(all).toContain('added: • We greet all owls.');
    expect(all.join()).toContain('added: Safe and sound');
  });

  test('the report for machines has the text, the lists and the promises', () => {
    const report = reportOf(openPolicy({ folder, ...options }));
    expect(report).toMatchObject({ lastModified: published.date, contactEmail: 'us@zipsocket.example' });
    expect(report.versions[0]?.text).toBe(published.text);
    expect(report.promises.map(({ id }) => id)).toEqual([...PROMISE_IDS]);
    expect(report.kept).toHaveLength(KEPT_DATA.length);
  });
});
