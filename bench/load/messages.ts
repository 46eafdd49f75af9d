/** What the bench asks a crowd, and what it answers; between processes of its own. */
export interface Requests {
  /** Opens so many tabs, so many at a time. Gives the ms each took until it had its place. */
  open: { ask: { urls: string[]; count: number; atOnce: number; firstAddress: number }; answer: number[] };
  /** Brings tabs into meetings of five by code. Gives the ms from a code to the meeting on the screen. */
  meet: { ask: { meetings: number; atOnce: number }; answer: number[] };
  /** One note in each meeting, spread over the seconds. Gives the ms until the last of its five screens shows it. */
  lay: { ask: { seconds: number }; answer: number[] };
  /** Makes the sound of so many rooms. */
  render: { ask: { rooms: number; seed: number }; answer: null };
  /** Pairs of tabs listen in one of those rooms after the other. */
  listen: { ask: { perSecond: number; seconds: number }; answer: Listened };
  /** Cuts all lines at once. Gives for each tab the ms until it was whole again; null: not in time. */
  cut: { ask: { limitMs: number; atOnce: number }; answer: (number | null)[] };
  close: { ask: object; answer: null };
}

export interface Listened {
  /** From the start of a recording to its result, ms, of those that found their room. */
  readonly foundMs: number[];
  /** How many had another result, by what it was. */
  readonly others: Record<string, number>;
}

export type RequestName = keyof Requests;
export type Asked<N extends RequestName = RequestName> = { name: N; ask: Requests[N]['ask'] };
