import type { PromiseRow } from '../../src/site/policy/promise-table.ts';
import { commentsOf, titlesOf } from './comments-and-titles.ts';

/** What the table is checked against. */
export interface Project {
  readonly ids: readonly string[];
  /** Text of a file of the project; undefined when there is no such file. */
  read(path: string): string | undefined;
}

/** The ids that a text names as whole words. */
export const idsIn = (text: string): string[] => [...text.matchAll(/\b[ANCWB]\d{1,2}\b/g)].map(([id]) => id);

/** What is wrong with the table, one line each. */
export function promiseFaults(rows: readonly PromiseRow[], project: Project): string[] {
  const faults = project.ids.flatMap((id) => {
    const count = rows.filter((row) => row.id === id).length;
    return count === 1 ? [] : [`${id} is in the table ${count} times`];
  });
  for (const row of rows) {
    if (!project.ids.includes(row.id)) faults.push(`${row.id} is no promise`);
    if (row.promise === '') faults.push(`${row.id} promises nothing`);
    if (row.state === 'kept') faults.push(...faultsOfKept(row, project));
    else if (row.state !== 'planned') faults.push(`${row.id} is neither kept nor planned: ${row.state}`);
    else if (row.enforcedIn.length + row.provenBy.length > 0) {
      faults.push(`${row.id} is planned and names files`);
    }
  }
  return faults;
}

function faultsOfKept(row: PromiseRow, project: Project): string[] {
  const faults: string[] = [];
  if (row.enforcedIn.length === 0) faults.push(`${row.id} is kept, and enforced nowhere`);
  if (row.provenBy.length === 0) faults.push(`${row.id} is kept, and proven by nothing`);
  for (const path of row.enforcedIn) {
    const text = project.read(path);
    if (text === undefined) faults.push(`${row.id}: there is no ${path}`);
    else if (!commentsOf(text).some((comment) => idsIn(comment).includes(row.id))) {
      faults.push(`${row.id}: no comment of ${path} names it`);
    }
  }
  for (const path of row.provenBy) {
    const text = project.read(path);
    if (text === undefined) faults.push(`${row.id}: there is no ${path}`);
    else if (!titlesOf(text).some((title) => idsIn(title).includes(row.id))) {
      faults.push(`${row.id}: no test title of ${path} names it`);
    }
  }
  return faults;
}
