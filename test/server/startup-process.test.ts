import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './support/served.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const START = path.join(ROOT, 'scripts', 'start.mjs');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zipsocket-start-'));
  // The build that the first start makes is not what these tests wait for.
  await once(
    spawn(process.execPath, [START], { env: environment({ PORT: 'none' }), stdio: 'ignore' }),
    'close',
  );
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, PORT: '0', DATA_DIR: path.join(folder, 'data'), ...more };
}

function start(more: Record<string, string>) {
  const child = spawn(process.execPath, [START], {
    cwd: folder,
    env: environment(more),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, stdout: text(child.stdout), stderr: text(child.stderr) };
}

describe('npm start', () => {
  test('bad configuration, a bad certificate and a folder that cannot be written: one line, exit code 1', async () => {
    const file = path.join(folder, 'none.pem');
    await writeFile(file, 'none');
    const cases: [Record<string, string>, RegExp][] = [
      [{ PORT: '99999' }, /^zipsocket: PORT is not a port number \(0 to 65535\): "99999"\n$/],
      [{ DATA_DIR: '/dev/null/x' }, /^zipsocket: DATA_DIR: cannot write to \/dev\/null\/x \(ENOTDIR\)\n$/],
      [{ TLS_CERT: file, TLS_KEY: file }, /^zipsocket: TLS_CERT: \S+none\.pem holds no PEM certificate\n$/],
      [{ TLS_KEY: file }, /^zipsocket: TLS_CERT is missing: TLS_CERT and TLS_KEY belong together\n$/],
    ];
    for (const [variables, line] of cases) {
      const { ended, stdout, stderr } = start(variables);
      expect([await ended, await stdout]).toEqual([1, '']);
      expect(await stderr).toMatch(line);
    }
  });

  test('a taken port: one line, exit code 1', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { ended, stdout, stderr } = start({ PORT: String(port) });
    expect([await ended, await stdout]).toEqual([1, '']);
    expect(await stderr).toBe(
      `zipsocket: PORT: port ${port} is taken by another program; end it, or set PORT to another port\n`,
    );
    other.close();
  });

  test('W1: a good start prints where it is, redirects HTTP there, and ends with code 0 on SIGTERM', async () => {
    const { child, ended, stderr } = start({});
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part;
    });
    await expect.poll(() => output, { timeout: 30_000 }).toMatch(/^https:\/\/localhost:\d+$/m);
    const port = Number(/^https:\/\/localhost:(\d+)$/m.exec(output)?.[1]);
    const answer = await ask(port, '/', { headers: { host: `localhost:${port}` } });
    expect([answer.status, answer.headers.location]).toEqual([308, `https://localhost:${port}/`]);
    const { mode } = await stat(path.join(folder, 'data', 'tls', 'server.key'));
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(output).not.toContain('\u001b');
    // A second one on the same folder would spoil the files of the first.
    const second = start({});
    expect([await second.ended, await second.stdout]).toEqual([1, '']);
    expect(await second.stderr).toMatch(
      /^zipsocket: DATA_DIR: \S+database is in use .* set DATA_DIR to .*\n$/,
    );
    child.kill('SIGTERM');
    expect([await ended, await stderr]).toEqual([0, '']);
  });

  test('C3 C11: freed memory is overwritten, and the server does not outlive the process that was started', async () => {
    const { child, ended } = start({});
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part;
    });
    await expect.poll(() => output, { timeout: 30_000 }).toMatch(/^https:\/\/localhost:\d+$/m);
    const server = Number(await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
    const variables = (await readFile(`/proc/${server}/environ`, 'utf8')).split('\0');
    expect(variables.find((each) => each.startsWith('GLIBC_TUNABLES='))).toContain('glibc.malloc.perturb=');
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => existsSync(`/proc/${server}`), { timeout: 5_000 }).toBe(false);
  });
});
