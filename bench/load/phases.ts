import { readFileSync } from 'node:fs';
import { usageOf } from '../live/process-usage.ts';
import { type Servers, takeLoopLag } from './servers.ts';

/** What the servers did and needed in one phase of the load; of several servers the sum, of times the worst. */
export interface Phase {
  readonly phase: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** In RAM at the end of the phase, MB (10^6 bytes). */
  readonly memoryMb: number;
  readonly loopLagP50Ms: number;
  readonly loopLagP99Ms: number;
  readonly loopLagMaxMs: number;
}

/** Measures what the servers need while something is done to them. */
export async function measure<T>(
  servers: Servers,
  phase: string,
  act: () => Promise<T>,
): Promise<{ phase: Phase; got: T }> {
  process.stdout.write(`${phase} ...\n`);
  await takeLoopLag(servers);
  const before = usage(servers);
  const began = performance.now();
  const got = await act();
  const seconds = (performance.now() - began) / 1_000;
  const lag = await takeLoopLag(servers);
  const after = usage(servers);
  const row = {
    ...{ phase, seconds: round(seconds, 1), cpuSeconds: round(after.cpuSeconds - before.cpuSeconds, 1) },
    ...{ memoryMb: Math.round(after.memoryMb), loopLagP50Ms: round(lag.p50, 1) },
    ...{ loopLagP99Ms: round(lag.p99, 1), loopLagMaxMs: round(lag.max, 1) },
  };
  return { phase: row, got };
}

/** Sums over all servers. */
export function usage({ pids }: Servers): { cpuSeconds: number; memoryMb: number; peakMb: number } {
  const all = pids.flatMap(withChildren).map((pid) => ({ ...usageOf(pid), peakMb: peakMb(pid) }));
  const sum = (of: 'cpuSeconds' | 'memoryMb' | 'peakMb') => all.reduce((total, each) => total + each[of], 0);
  return { cpuSeconds: sum('cpuSeconds'), memoryMb: sum('memoryMb'), peakMb: sum('peakMb') };
}

/** A server whose freed memory is overwritten runs in a process below the one that was started. */
const withChildren = (pid: number): number[] => [
  pid,
  ...(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number),
];

/** The most memory a process has had. */
const peakMb = (pid: number) =>
  (Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024) / 1e6;

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
