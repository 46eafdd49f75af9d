import { titlesOf } from './comments-and-titles.ts';

/** One row of the table of SECURITY.md. */
export interface ThreatRow {
  readonly threat: string;
  readonly files: readonly string[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
  readonly state: string;
}

const HEADER = '| threat | what they try | what stops them | tests | state |';
const STATES = ['stopped', 'lessened', 'later'];

export function readThreatTable(markdown: string): ThreatRow[] {
  const [, ...after] = markdown.split(`${HEADER}\n`);
  const lines = (after[0] ?? '').split('\n').slice(1); // without the rule under the header
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end < 0 ? undefined : end).map((line) => {
    const [threat = '', , stops = '', tests = '', state = ''] = line
      .replace(/^\| | \|$/g, '')
      .split(/ ?\| ?/)
      .map((cell) => cell.trim());
    return {
      ...{ threat, state },
      files: [...stops.matchAll(/`([^` ]+\.\w+|\.npmrc)`/g)].map(([, file = '']) => file),
      tests: [...tests.matchAll(/`([^`]+)` \*([^*]+)\*/g)].map(([, file = '', title = '']) => ({
        file,
        title,
      })),
    };
  });
}

/** A title as the table writes it: what a template fills in is not known here. */
const written = (title: string): string => title.replaceAll(/^`|`$/g, '').replaceAll(/\$\{[^}]*\}/g, '…');

/** What is wrong with the table, one line each. */
export function threatFaults(
  rows: readonly ThreatRow[],
  read: (file: string) => string | undefined,
): string[] {
  return rows.flatMap(({ threat, files, tests, state }) => {
    const faults: string[] = [];
    if (!STATES.includes(state)) faults.push(`${threat}: ${state} is no state`);
    if (state === 'later') return faults;
    if (files.length === 0) faults.push(`${threat}: nothing stops it`);
    if (tests.length === 0) faults.push(`${threat}: no test tries it`);
    for (const file of files) if (read(file) === undefined) faults.push(`${threat}: there is no ${file}`);
    for (const { file, title } of tests) {
      const text = read(file);
      if (text === undefined) faults.push(`${threat}: there is no ${file}`);
      else if (!titlesOf(text).map(written).includes(title)) {
        faults.push(`${threat}: ${file} has no test "${title}"`);
      }
    }
    return faults;
  });
}
