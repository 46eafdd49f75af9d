import { readFileSync } from 'node:fs';

/** Linux counts the time of ended children in hundredths of a second. */
const MS_PER_TICK = 10;

/** CPU time of this process and of the commands it has run, ms; without the commands' where /proc is missing. */
export function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + childrenMs();
}

function childrenMs(): number {
  let stat: string;
  try {
    stat = readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return 0;
  }
  // The name before the closing bracket may hold spaces; cutime and cstime are the 14th and 15th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * MS_PER_TICK;
}
