import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunningServer } from '../../devices/server.ts';
import { until } from '../../devices/wait.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../devices/memory-on-demand.mjs');
/** With this a server says how much memory it uses. */
export const WATCHED = { NODE_OPTIONS: `--import=${pathToFileURL(PROGRAM)}` };

/** Of a server that was started with `WATCHED`, bytes. */
export interface Memory {
  /** Objects, and what they hold outside of the heap, when nothing is left to collect. */
  readonly used: number;
  readonly resident: number;
}

export async function memoryOf({ pid, output }: RunningServer): Promise<Memory> {
  const said = () => [...output().matchAll(/^memory (\d+): (.*)$/gm)];
  const before = said().length;
  process.kill(pid, 'SIGUSR2');
  const last = await until('it says so', 30_000, () => (said().length > before ? said().at(-1) : undefined));
  const { heapUsed, external } = JSON.parse(last[2] as string) as { heapUsed: number; external: number };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
  return { used: heapUsed + external, resident };
}

/** What comes and goes. The runtime's own timers and lines differ by a few from one moment to the next. */
const COUNTED = [
  ...['zipsocket_sockets', 'zipsocket_recordings', 'zipsocket_meetings', 'zipsocket_items'],
  ...['zipsocket_file_bytes', 'zipsocket_under_way', 'nodejs_active_resources{type="Timeout"}'],
  ...['nodejs_active_resources{type="TCPSocketWrap"}'],
];

/** A server's counts by name, from its figures. */
export async function countsOf(metricsPort: number): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const lines = text.split('\n').map((line) => line.split(/ (?=[^ ]+$)/) as [string, string]);
  const isCounted = (name: string) => COUNTED.some((each) => name === each || name.startsWith(`${each}{`));
  return new Map(lines.filter(([name]) => isCounted(name)).map(([name, value]) => [name, Number(value)]));
}
