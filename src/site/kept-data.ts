import type * as tables from '../storage/durable/schema.ts';

/** One kind of data that the website keeps. */
export interface KeptData {
  readonly table: keyof typeof tables;
  /** Rows in this state alone; of mails, of this kind. */
  readonly state?: string;
  /** For the policy, in words. */
  readonly what: string;
  /** Rows that are older are erased; null: see `until`. An operator may shorten it, see `RETENTION_DAYS`. */
  readonly days: number | null;
  /** Mails and pages name the period, so that no operator changes it. */
  readonly isFixed?: true;
  /** An operator keeps it for so many days at least; one when left out. */
  readonly leastDays?: number;
  /** For the policy, where it is more than a number of days. */
  readonly until?: string;
}

/**
 * W11: how long each kind of data is kept. The policy shows this table and the retention job enforces it, so that they
 * cannot differ. What a meeting holds is not here: it is never kept (C11).
 */
export const KEPT_DATA: readonly KeptData[] = [
  { table: 'messages', what: 'Feedback and requests for information, with our answers', days: 365 },
  {
    table: 'subscribers',
    state: 'asked',
    what: 'Addresses for the mailing list that were never confirmed',
    days: 7,
    isFixed: true,
  },
  {
    table: 'subscribers',
    state: 'confirmed',
    what: 'Addresses on the mailing list, and what their owners agreed to',
    days: null,
    until: 'until you unsubscribe',
  },
  {
    table: 'suppressions',
    what: 'That an address gets no more news, as a scrambled code instead of the address',
    days: null,
    until: 'for as long as there is a mailing list',
  },
  { table: 'surveyAnswers', what: 'Answers to surveys', days: 365 },
  {
    table: 'mails',
    state: 'confirmation',
    what: 'Mails that ask to confirm an address',
    days: 7,
    isFixed: true,
  },
  { table: 'mails', state: 'rights', what: 'Mails with a link to what we hold under an address', days: 1 },
  { table: 'mails', what: 'Other mails we sent, or could not send', days: 90 },
  {
    table: 'campaigns',
    state: 'sent',
    what: 'News that was sent to the mailing list, and how often it was opened by all together',
    days: 730,
  },
  {
    table: 'emailProofs',
    what: 'Links that prove an address is yours',
    days: 1,
    until: 'they work for an hour and are erased within a day',
  },
  { table: 'securityEvents', what: 'Network addresses, in the security log', days: 7 },
  { table: 'sessions', what: 'Sign-ins of the person who runs this server', days: 1 },
  { table: 'auditLog', what: 'What that person did; it names nobody', days: 365 },
  {
    table: 'counts',
    what: 'Numbers for statistics, which are about nobody in particular',
    days: 730,
    leastDays: 31, // pages show thirty days
  },
];

/** Days by the name of a kind, where the operator keeps it for less long. */
export type ShorterPeriods = Readonly<Record<string, number>>;

/** What an operator calls a kind of data, such as `survey-answers`. */
export const kindName = ({ table, state }: Pick<KeptData, 'table' | 'state'>): string =>
  [table.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), state].filter(Boolean).join('-');

/** Between what periods an operator may choose, by the names of kinds; days. */
export const periodChoices = (): Map<string, { least: number; most: number }> =>
  new Map(
    KEPT_DATA.flatMap((kind) => {
      const { days: most, leastDays: least = 1, until, isFixed } = kind;
      return most === null || most <= least || until !== undefined || isFixed
        ? []
        : [[kindName(kind), { least, most }] as const];
    }),
  );

/** What is kept, for as long as the operator keeps it: never longer than the policy's text says. */
export const keptData = (shorter: ShorterPeriods): KeptData[] =>
  KEPT_DATA.map((kind) => {
    const days = shorter[kindName(kind)];
    return days === undefined || kind.days === null ? kind : { ...kind, days: Math.min(days, kind.days) };
  });

/** The periods as a table of the policy. */
export function keptTable(kept: readonly KeptData[] = KEPT_DATA): string {
  const rows = kept.map(
    ({ what, days, until }) => `| ${what} | ${until ?? `${days} ${days === 1 ? 'day' : 'days'}`} |`,
  );
  return ['| what | how long |', '|---|---|', ...rows].join('\n');
}
