import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One row of PROMISES.md. */
export interface PromiseRow {
  readonly id: string;
  readonly promise: string;
  readonly enforcedIn: readonly string[];
  readonly provenBy: readonly string[];
  readonly state: string;
}

const FILE = path.resolve(import.meta.dirname, '../../../PROMISES.md');
const HEADER = ['id', 'promise', 'enforced in', 'proven by', 'state'];

/** The promises of this version, as PROMISES.md has them. */
export const readPromises = (): PromiseRow[] => readPromiseTable(readFileSync(FILE, 'utf8'));

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** The rows of every table with the header `| id | promise | enforced in | proven by | state |`. */
export function readPromiseTable(markdown: string): PromiseRow[] {
  const rows: PromiseRow[] = [];
  let inTable = false;
  for (const line of markdown.split('\n')) {
    if (!line.trim().startsWith('|')) {
      inTable = false;
      continue;
    }
    const cells = cellsOf(line);
    if (cells.join('|').toLowerCase() === HEADER.join('|')) inTable = true;
    else if (inTable && !cells.every((cell) => /^:?-+:?$/.test(cell))) {
      const [id = '', promise = '', enforced = '', proven = '', state = ''] = cells;
      rows.push({
        id: id.replaceAll(/[`*]/g, ''),
        promise,
        enforcedIn: quoted(enforced),
        provenBy: quoted(proven),
        state,
      });
    }
  }
  return rows;
}
