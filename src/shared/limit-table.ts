import { ABUSE_LIMITS } from './abuse-limits.ts';
import { LIMITS } from './limits.ts';

/** One limit, for people who run a server or talk to one. */
interface LimitRow {
  /** Of whom, or of what. */
  readonly per: 'address' | 'connection' | 'request' | 'tab' | 'meeting' | 'mailbox' | 'server';
  readonly what: string;
  readonly most: string;
  /** What happens to more. */
  readonly beyond: string;
}

const number = (value: number) => value.toLocaleString('en');
const seconds = (ms: number) => `${number(ms / 1_000)} s`;
const minutes = (ms: number) => `${number(ms / 60_000)} min`;
const kB = (bytes: number) => `${number(bytes / 1_024)} kB`;
const MB = (bytes: number) => `${number(bytes / 1_048_576)} MB`;
const row = (per: LimitRow['per'], what: string, most: number | string, beyond: string): LimitRow => ({
  ...{ per, what, beyond },
  most: typeof most === 'number' ? number(most) : most,
});

const FORM_SPAN = `in ${minutes(ABUSE_LIMITS.formSpanMs)}`;
const A = ABUSE_LIMITS;

/** An address is an IPv4 address, or all of an IPv6 /64, see `addressGroup`. */
const ROWS: readonly LimitRow[] = [
  row('address', 'connections', A.connectionsPerAddress, 'closed'),
  row(
    'address',
    'recordings at a time',
    `${LIMITS.recordingsPerFreePlace} for each place that is free`,
    '`address-busy`',
  ),
  row('address', 'bytes of files on their way', MB(LIMITS.bytesComingPerAddress), '`too-many-uploads`'),
  row('address', 'of the memory for files, and of that for texts', 'three quarters', '`memory-full`'),
  row('address', 'wrong codes in an hour', LIMITS.codeTries, '`code-throttled`, and the security log'),
  row('address', `forms ${FORM_SPAN}`, A.formsPerAddress, 'asked to wait; what was typed stays'),
  row('address', 'wrong sign-ins of the operator in an hour', A.signInTries, 'refused, and the security log'),
  row('connection', 'without a first byte', seconds(A.firstByteMs), 'closed'),
  row('connection', 'until its handshake is done', seconds(A.handshakeMs), 'closed'),
  row('connection', 'still, or a piece of an answer not taken', seconds(A.stillMs), 'closed'),
  row('connection', 'messages at once', A.messagesAtOnce, '`too-fast`'),
  row('connection', 'messages a second in the long run', A.messagesPerSecond, '`too-fast`'),
  row('connection', 'refusals on end', A.refusalsOnEnd, 'closed'),
  row('connection', 'bytes of a message', kB(LIMITS.frameBytes), 'closed'),
  row('connection', 'steps it has not shown', number(A.unshownSteps), 'closed'),
  row('request', 'until its headers are there', seconds(A.headersMs), '408'),
  row('request', 'until its body is there, uploads aside', seconds(A.bodyMs), 'closed'),
  row('request', 'an upload in all', minutes(LIMITS.uploadMs), '`upload-slow`'),
  row('request', 'an upload without a byte', seconds(LIMITS.uploadPauseMs), 'given up'),
  row('request', 'body of a form', kB(A.formBytes), '413; what was typed stays with the person'),
  row('request', 'body of a form with an address alone', kB(A.addressFormBytes), '413'),
  row('request', 'body of a survey', kB(A.surveyBytes), '413'),
  row('request', "body of the operator's forms", kB(A.operatorFormBytes), '413'),
  row('request', "body of the operator's news and imports", kB(A.newsFormBytes), '413'),
  row('request', 'body of anything else', kB(A.bodyBytes), '413'),
  row('tab', 'recordings kept', A.recordingsPerTab, '`too-fast`'),
  row('tab', 'things laid down', LIMITS.itemsPerParticipant, '`too-many-items`'),
  row('tab', 'bytes of files', MB(LIMITS.bytesPerParticipant), '`quota-full`'),
  row('tab', 'bytes of one file', MB(LIMITS.fileBytes), '`file-too-large`'),
  row('meeting', 'people', LIMITS.participantsPerMeeting, '`meeting-full`'),
  row('meeting', 'things on the table', LIMITS.itemsPerMeeting, '`table-full`'),
  row('meeting', 'people at the door', LIMITS.knocksPerMeeting, '`door-busy`'),
  row('mailbox', `confirmations in ${minutes(A.confirmationQuietMs)}`, 1, 'not sent'),
  row('mailbox', 'open links to what is held', A.openProofs, 'not sent'),
  row('server', 'recordings at a time', LIMITS.concurrentRecordings, '`server-busy`'),
  row('server', `of one form ${FORM_SPAN}`, A.formsAltogether, 'asked to wait; what was typed stays'),
  row('server', 'mails a minute', '`MAIL_PER_MINUTE`', 'wait'),
  row('server', 'memory for files', '`CONTENT_MEMORY_MB`', '`memory-full`'),
  row('server', 'memory for texts', 'a quarter of that', '`memory-full`'),
  row(
    'server',
    'memory, before new pages, meetings, recordings and files are refused',
    `${A.memoryHighPercent} % of \`MEMORY_LIMIT_MB\``,
    `\`server-full\`, until it is below ${A.memoryLowPercent} %`,
  ),
  row('server', 'events of the security log in an hour', A.notedEvents, 'counted alone'),
];

/** The table as Markdown, as it stands in docs/limits.md. */
export function limitTable(): string {
  const lines = ROWS.map(({ per, what, most, beyond }) => `| ${per} | ${what} | ${most} | ${beyond} |`);
  return ['| per | what | most | beyond |', '|---|---|---|---|', ...lines].join('\n');
}
