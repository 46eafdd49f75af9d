import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROMISE_IDS } from '../../src/shared/promises.ts';
import { readPolicy } from '../../src/site/policy/read-policy.ts';
import { ROOT } from '../contract/source-files.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { writePolicy } from './support/policy-folder.ts';
import { open, type Visitor } from './support/visitor.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [published] = readPolicy();

describe('W2: the build', () => {
  const copy = path.join(folder, 'project');
  const build = async () => {
    const child = spawn(process.execPath, [path.join(copy, 'scripts/build.mjs')], { cwd: copy });
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    return { code: code as number, errors };
  };

  test('fails when the text was changed without a date, and not before', async () => {
    for (const name of [
      'src',
      'scripts',
      'policy',
      'dist',
      'package.json',
      'tsconfig.base.json',
      'vite.config.ts',
    ])
      cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true, preserveTimestamps: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    expect(await build()).toEqual({ code: 0, errors: '' });
    appendFileSync(path.join(copy, 'policy', `${published.date}.md`), 'We sell everything.\n');
    const { code, errors } = await build();
    expect(code).toBe(1);
    expect(errors).toMatch(/^The privacy policy \(policy\/\): \S+\.md is not the text that was published/);
  }, 300_000);
});

describe('the pages of the policy', () => {
  const policyDir = path.join(folder, 'policy');
  const [OLD, NEW] = ['2020-01-01', '2020-03-04'];
  const NOTICE = 'From now on we greet all owls <by name>.';
  let server: RunningServer;
  let visitor: Visitor;

  beforeAll(async () => {
    const newer = published.text.replace('no sweepstakes', 'neither owls nor sweepstakes');
    // Of long ago: whatever the machine's clock says, the notice has begun.
    writePolicy(policyDir, [
      { date: OLD, text: published.text, substantial: true, notice: { text: NOTICE, until: '2999-12-31' } },
      { date: NEW, text: newer, substantial: false },
    ]);
    server = await startServer({
      env: {
        ...{ POLICY_DIR: policyDir, CONTACT_EMAIL: 'us@zipsocket.example' },
        ...{ PROCESSORS: 'Post & Sons (mail)', RETENTION_DAYS: 'messages=180' },
      },
    });
    visitor = open(server.url);
  });
  afterAll(() => server?.stop());

  test('W2: the newest text, its date, the operator’s address and processors', async () => {
    const { status, body, headers } = await visitor.get('/privacy');
    expect(status).toBe(200);
    expect(headers['last-modified']).toBe('Wed, 04 Mar 2020 00:00:00 GMT');
    expect(body).toContain('<time datetime="2020-03-04">4 March 2020</time>');
    expect(body).toContain('neither owls nor sweepstakes');
    expect(body).toContain('<a href="mailto:us@zipsocket.example">us@zipsocket.example</a>');
    expect(body).toContain('Post &amp; Sons (mail)');
  });

  test('W2: each promise leads to what keeps it', async () => {
    const [policy, proofs] = [await visitor.get('/privacy'), await visitor.get('/privacy/proofs')];
    for (const id of PROMISE_IDS) {
      expect(policy.body.split(`href="/privacy/proofs#${id}"`)).toHaveLength(2);
      expect(proofs.body.split(`<section id="${id}"`)).toHaveLength(2);
    }
    expect(proofs.body).toContain('<code>src/web/listen/microphone.ts</code>');
  });

  test('W2: the history shows what went and what came; the old text stays, and says that it is old', async () => {
    const history = await visitor.get('/privacy/history');
    expect(history.body).toMatch(/<del><span[^>]*>Gone: <\/span>no<\/del>/);
    expect(history.body).toMatch(/<ins><span[^>]*>New: <\/span>neither owls nor<\/ins>/);
    const old = await visitor.get(`/privacy/versions/${OLD}`);
    expect(old.body).toContain('This no longer holds.');
    expect(old.body).toContain('There are no sweepstakes');
    expect((await visitor.get('/privacy')).body).not.toContain('This no longer holds.');
    for (const none of ['2026-01-01', '..%2f..%2fpackage.json', `${NEW}.md`])
      expect((await visitor.get(`/privacy/versions/${none}`)).status).toBe(404);
  });

  test('W2: the same for machines', async () => {
    const { headers, body } = await visitor.get('/privacy.json');
    expect(headers['content-type']).toContain('application/json');
    const report = JSON.parse(body);
    expect(report).toMatchObject({ lastModified: NEW, contactEmail: 'us@zipsocket.example' });
    expect(report.versions.map(({ date }: { date: string }) => date)).toEqual([NEW, OLD]);
  });

  test('W11: periods that the operator made shorter, on the page and for machines', async () => {
    const { body } = await visitor.get('/privacy');
    expect(body).toMatch(
      /<td[^>]*>Feedback and requests for information, with our answers<\/td><td[^>]*>180 days/,
    );
    expect(body).toMatch(/<td[^>]*>Answers to surveys<\/td><td[^>]*>365 days/);
    const { kept } = JSON.parse((await visitor.get('/privacy.json')).body);
    expect(kept).toContainEqual(expect.objectContaining({ name: 'messages', days: 180, mostDays: 365 }));
    await expect(startServer({ env: { RETENTION_DAYS: 'messages=366' } })).rejects.toThrow(
      'zipsocket: RETENTION_DAYS keeps messages for 366 days; 1 to 365 are possible',
    );
  });

  test('W11: the answer to California is a page', async () => {
    const { status, body } = await visitor.get('/privacy/california');
    expect(status).toBe(200);
    expect(body).toContain('<strong>none, to nobody</strong>');
    expect(body).not.toContain('id="security"');
  });

  test('W3: the home page tells of it; of nothing when nothing is substantial', async () => {
    expect((await visitor.get('/')).body).toContain('From now on we greet all owls &lt;by name>.');
    const quiet = await startServer({});
    expect((await open(quiet.url).get('/')).body).not.toContain('home-notice');
    await quiet.stop();
  });

  test('W2: nor when the list of versions was changed along with the text', async () => {
    const [changed, dataDir] = [path.join(folder, 'along'), path.join(folder, 'along-data')];
    const env = { POLICY_DIR: changed, DATA_DIR: dataDir };
    const version = { date: OLD, substantial: false };
    writePolicy(changed, [{ ...version, text: published.text }]);
    for (const _ of ['first', 'again']) await (await startServer({ env })).stop();
    writePolicy(changed, [{ ...version, text: `${published.text}\nWe sell everything.\n` }]);
    await expect(startServer({ env })).rejects.toThrow(
      /zipsocket: the privacy policy: 2020-01-01\.md is not the text that this server showed with that date/,
    );
    // With another data folder it is the first one.
    await (await startServer({ env: { ...env, DATA_DIR: `${dataDir}-other` } })).stop();
  });

  test('W2: a server whose policy was changed does not start, and says why in one line', async () => {
    const changed = path.join(folder, 'changed');
    cpSync(policyDir, changed, { recursive: true });
    appendFileSync(path.join(changed, `${NEW}.md`), 'More.');
    await expect(startServer({ env: { POLICY_DIR: changed } })).rejects.toThrow(
      /zipsocket: the privacy policy: 2020-03-04\.md is not the text/,
    );
  });
});
