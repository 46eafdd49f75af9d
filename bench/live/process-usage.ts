import { readFileSync } from 'node:fs';

/** What a process has used so far, from Linux's accounts. */
export interface Usage {
  /** User and system time of all its threads, s. */
  readonly cpuSeconds: number;
  /** Memory in RAM, MB (10^6 bytes). */
  readonly memoryMb: number;
}

/** Clock ticks per second in /proc; 100 on every Linux of today. */
const TICKS = 100;

/** Reads a process's usage; its name may hold spaces and brackets, so fields are counted from the last bracket. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    memoryMb: (kilobytes * 1_024) / 1e6,
  };
}
