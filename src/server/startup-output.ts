import { renderUnicodeCompact } from 'uqr';
import { PATHS } from '../shared/protocol.ts';

export interface StartupOutputOptions {
  /** Addresses to open, best first; `https://localhost:PORT` is the last. */
  addresses: readonly string[];
  /** The authority that the server made; null where the operator's own certificate is in use. */
  authority: { file: string } | null;
  /** The secret of the link that signs the operator in once; null: a token is configured. */
  operatorLink: string | null;
  /** The port of the figures for Prometheus; null: nowhere. */
  metricsPort?: number | null;
  /** Whether the output is a terminal, which may have any colours of its own. */
  isTerminal: boolean;
}

/** Bright white on black, which scanners need whatever colours the terminal has. */
const INK = '\u001b[97;40m';
const PLAIN = '\u001b[0m';

/** What a server that is ready tells the person who started it. */
export function formatStartup(options: StartupOutputOptions): string {
  const { addresses, authority, operatorLink, metricsPort = null, isTerminal } = options;
  const lines = ['ZipSocket is ready. Open it on the devices in the room:', ''];
  for (const address of addresses) lines.push(address);
  const best = addresses.find((address) => !isLocal(address));
  if (best !== undefined) lines.push('', ...qrCode(best, isTerminal));
  if (authority !== null) {
    const from = `${best ?? addresses.at(-1)}${PATHS.authority}`;
    lines.push(
      '',
      'Browsers warn, because this machine vouches for itself: go on past the warning, or ' +
        `install ${from} (${authority.file}) on the device, ` +
        'or set TLS_CERT and TLS_KEY to your own certificate, or TRUST_PROXY behind a proxy that has one.',
    );
  }
  if (operatorLink !== null) {
    const link = `${best ?? addresses.at(-1)}/operator/sign-in?link=${operatorLink}`;
    lines.push('', `The operator's pages, for you alone (works once, within an hour): ${link}`);
  }
  if (metricsPort !== null) lines.push('', `Figures for Prometheus: port ${metricsPort}, /metrics`);
  return `${lines.join('\n')}\n`;
}

function isLocal(address: string): boolean {
  return new URL(address).hostname === 'localhost';
}

function qrCode(text: string, isTerminal: boolean): string[] {
  const rows = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return isTerminal ? rows.map((row) => `${INK}${row}${PLAIN}`) : rows;
}
