/** What this service leaves in a browser. */
export interface LeftInBrowser {
  readonly name: string;
  readonly kind: 'cookie' | 'session storage' | 'local storage';
  /** In whose browser. */
  readonly whose: 'a visitor' | 'the operator';
  /** For the policy: what it is for, and when it comes. */
  readonly purpose: string;
  /** For the policy: when it goes. */
  readonly ends: string;
}

/** N2: the participant name. */
export const NAME_COOKIE = 'name';
/** The operator's sign-in. Of a server that is not theirs nobody has it. */
export const OPERATOR_COOKIE = '__Host-operator';

/** W7: everything this service leaves in a browser. The policy's list and the tests come from here. */
export const LEFT_IN_BROWSER: readonly LeftInBrowser[] = [
  {
    name: NAME_COOKIE,
    kind: 'cookie',
    whose: 'a visitor',
    purpose: 'The name you gave yourself. Set only once you give one.',
    ends: 'when you delete the name; after a year at most',
  },
  {
    name: OPERATOR_COOKIE,
    kind: 'cookie',
    whose: 'the operator',
    purpose: 'Signs in the person who runs this server. Visitors never have it.',
    ends: 'on signing out; after 12 hours at most',
  },
  {
    name: 'tab',
    kind: 'session storage',
    whose: 'a visitor',
    purpose: 'A random number that lets this tab find its meeting again after a reload: the session id.',
    ends: 'when you close the tab',
  },
  {
    name: 'soft-sound',
    kind: 'local storage',
    whose: 'a visitor',
    purpose: 'That you switched soft sounds off. Set only once you do.',
    ends: 'when you switch them on again, or clear the browser',
  },
];

/** W7: the list as a table of the policy. */
export function cookieTable(): string {
  const rows = LEFT_IN_BROWSER.map(
    ({ name, kind, purpose, ends }) => `| \`${name}\` (${kind}) | ${purpose} It goes ${ends}. |`,
  );
  return ['| name | what for, and until when |', '|---|---|', ...rows].join('\n');
}
