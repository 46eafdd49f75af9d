/**
 * How often and how much, against those who want too much; beside `LIMITS`, which people meet in everyday use. The
 * table of docs/limits.md is made of both, see `limit-table.ts`. Times are in ms, sizes in bytes.
 */
export const ABUSE_LIMITS = {
  /** Connections that one address may have open: a school's worth of pages. The operator's proxies have any number. */
  connectionsPerAddress: 1_000,
  /** A connection that says nothing at first. */
  firstByteMs: 10_000,
  /** Until a handshake is done. */
  handshakeMs: 10_000,
  /** Until the headers of a request are there. */
  headersMs: 10_000,
  /** Until the body of a request is there that is no upload. */
  bodyMs: 30_000,
  /** A connection over which nothing comes, and nobody takes the piece of an answer that goes. */
  stillMs: 120_000,
  /** Body of a request where nothing else is said. */
  bodyBytes: 16_384,
  /** Body of a form: 5,000 characters of any kind, each of nine bytes at most, and the rest. */
  formBytes: 65_536,
  /** Body of a form with nothing but an address and a name. */
  addressFormBytes: 8_192,
  /** Body of a survey. */
  surveyBytes: 1_048_576,
  /** Body of the operator's forms: an answer of 10,000 characters of any kind. */
  operatorFormBytes: 131_072,
  /** Body of the operator's news: a text of 50,000 characters of any kind, or an import of 200,000. */
  newsFormBytes: 1_048_576,

  /** Messages over one socket at once. */
  messagesAtOnce: 60,
  /** Messages over one socket in the long run, a second: a page that listens sends five, and little else. */
  messagesPerSecond: 20,
  /** After so many refusals on end the connection is no longer worth keeping. */
  refusalsOnEnd: 200,
  /** Steps a page may leave unshown: more than a lively meeting has in the time a receipt waits. */
  unshownSteps: 1_000,
  /** Recordings of one tab that are kept at a time, those that ended included. */
  recordingsPerTab: 5,

  /** Share of the memory a server may have from which nothing new is taken, and below which it is again. */
  memoryHighPercent: 85,
  memoryLowPercent: 75,

  /** Nobody fills a form in so fast. */
  formQuickestMs: 2_000,
  /** A form's page may be open for so long. */
  formLongestMs: 24 * 3_600_000,
  /** Forms are counted over so long. */
  formSpanMs: 10 * 60_000,
  /** Forms of one address within that span. */
  formsPerAddress: 5,
  /** Of each form within that span, everybody's together, so that a flood of one leaves the others. */
  formsAltogether: 300,
  /** One mailbox gets one confirmation in so long, whoever asks. */
  confirmationQuietMs: 15 * 60_000,
  /** Links to what is held that may be open for one mailbox. */
  openProofs: 3,
  /** Wrong sign-ins that one address has within an hour. */
  signInTries: 10,
  /** Events of the security log in an hour, and waiting for the database. An attack makes more than anybody reads. */
  notedEvents: 1_000,
} as const;
