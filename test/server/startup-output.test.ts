import { renderUnicodeCompact } from 'uqr';
import { describe, expect, test } from 'vitest';
import { prepareDataFolder } from '../../src/server/data-folder.ts';
import { StartupError } from '../../src/server/startup-error.ts';
import { formatStartup } from '../../src/server/startup-output.ts';

const addresses = ['https://192.168.1.5:8443', 'https://localhost:8443'];
const authority = { file: '/srv/data/tls/ca.crt' };

describe('the output of a good start', () => {
  test('names all addresses on lines of their own, the LAN first, and shows its QR code', () => {
    const output = formatStartup({ addresses, authority, operatorLink: null, isTerminal: false });
    const lines = output.split('\n');
    expect(lines.filter((line) => line.startsWith('https://'))).toEqual(addresses);
    expect(output).toContain(renderUnicodeCompact('https://192.168.1.5:8443', { border: 2 }));
  });

  test("says in one line what the browser's warning means and all ways around it", () => {
    const lines = formatStartup({ addresses, authority, operatorLink: null, isTerminal: false }).split('\n');
    const line = lines.find((text) => text.startsWith('Browsers warn')) ?? '';
    const words = [
      'https://192.168.1.5:8443/zipsocket-ca.crt',
      authority.file,
      'TLS_CERT',
      'TLS_KEY',
      'TRUST_PROXY',
    ];
    expect(words.filter((word) => !line.includes(word))).toEqual([]);
    const own = formatStartup({ addresses, authority: null, operatorLink: null, isTerminal: false });
    expect(own).not.toContain('warn');
  });

  test('W12: has the link of the operator where no token is configured', () => {
    const link = 'https://192.168.1.5:8443/operator/sign-in?link=secret-of-the-link';
    const made = (operatorLink: string | null) =>
      formatStartup({ addresses, authority, operatorLink, isTerminal: false });
    expect(made('secret-of-the-link')).toContain(` ${link}\n`);
    expect(made(null)).not.toContain('operator');
  });

  test('uses colours on a terminal alone', () => {
    const colour = '\u001b[';
    expect(formatStartup({ addresses, authority, operatorLink: null, isTerminal: false })).not.toContain(
      colour,
    );
    expect(formatStartup({ addresses, authority, operatorLink: null, isTerminal: true })).toContain(colour);
  });

  test('without a network there is this machine, and no QR code that would lead phones to themselves', () => {
    const output = formatStartup({
      addresses: ['https://localhost:9'],
      authority,
      operatorLink: null,
      isTerminal: false,
    });
    expect(output.split('\n')).toContain('https://localhost:9');
    expect(output).not.toContain('█');
  });
});

test('a data folder that cannot be written is told in one line', async () => {
  await expect(prepareDataFolder('/dev/null/x')).rejects.toThrow(StartupError);
  await expect(prepareDataFolder('/dev/null/x')).rejects.toThrow(
    /^DATA_DIR: cannot write to \/dev\/null\/x \(ENOTDIR\)$/,
  );
});
