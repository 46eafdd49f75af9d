import type { Phase } from './phases.ts';

/** Times of many, ms. */
interface Times {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly worst: number | null;
}

export interface Load {
  readonly servers: number;
  readonly connections: number;
  readonly meetings: number;
  readonly kbPerConnection: number;
  readonly peakMb: number;
  readonly phases: readonly Phase[];
  readonly times: Readonly<Record<string, Times>>;
  /** Recordings with another result than `found`, by what it was. */
  readonly notFound: Readonly<Record<string, number>>;
  readonly reconnecting: {
    /** Tabs that were not whole in time. */
    readonly lost: number;
    /** Until the last was whole; null: some were not. */
    readonly allWholeSeconds: number | null;
    readonly loopLagP99Ms: number;
  };
}

export function timesOf(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => {
    const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value);
  };
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), worst: at(1) };
}

/** The aims of `npm run bench:load`, in words and numbers. */
const AIMS = { allWholeSeconds: 30, loopLagP99Ms: 100 } as const;

export function toMarkdown(load: Load): string {
  const { servers, connections, meetings, kbPerConnection, peakMb, reconnecting } = load;
  const whole = reconnecting.allWholeSeconds === null ? 'not all' : `${reconnecting.allWholeSeconds} s`;
  return `${[
    '# Load',
    `${connections} connections to ${servers === 1 ? 'one server' : `${servers} servers`}, ${meetings} meetings of five. ` +
      `${kbPerConnection} kB of memory per connection, ${peakMb} MB at the peak. Made by \`npm run bench:load\`.`,
    table(
      ['phase', 's', 'CPU s', 'memory MB', 'loop lag p50 ms', 'p99 ms', 'worst ms'],
      load.phases.map(Object.values),
    ),
    table(
      ['time of', 'number', 'p50 ms', 'p95 ms', 'worst ms'],
      Object.entries(load.times).map(([name, times]) => [name, ...Object.values(times)]),
    ),
    `Recordings that did not find their room: ${JSON.stringify(load.notFound)}.`,
    table(
      ['all reconnect at once', 'aim', 'measured'],
      [
        ['until all are whole', `<= ${AIMS.allWholeSeconds} s`, `${whole}; ${reconnecting.lost} never`],
        ['loop lag p99 meanwhile', `<= ${AIMS.loopLagP99Ms} ms`, `${reconnecting.loopLagP99Ms} ms`],
      ],
    ),
  ].join('\n\n')}\n`;
}

const line = (cells: readonly unknown[]) => `| ${cells.map((cell) => cell ?? '-').join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
