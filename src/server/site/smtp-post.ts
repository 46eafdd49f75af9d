import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection, { type SMTPError } from 'nodemailer/lib/smtp-connection';
import type { Post, PostOutcome, PostSession } from '../../site/mail/mail-job.ts';
import type { Mail } from '../../storage/durable/mail-types.ts';
import { isOwnMachine } from './own-machine.ts';

export interface SmtpPostOptions {
  /** Such as `smtp://user:password@mail.example:587`. */
  url: string;
  /** Such as `ZipSocket <news@zipsocket.example>`. */
  from: string;
  /** Longest that handing over one mail may take, ms. */
  sendMs?: number;
}

const [CONNECT_MS, SILENCE_MS, SEND_MS] = [20_000, 60_000, 300_000] as const;
/** There is nobody of this address, said so in as many digits; a plain 550 may mean that we are not wanted. */
const NOBODY = /\b5\.(1\.(1|2|3|6|10)|2\.1)\b/;

/**
 * A mail provider by SMTP. Not through nodemailer's own transports: those do not say whether a mail was handed over when
 * a connection breaks, and one of them sends it again by itself.
 */
export function createSmtpPost({ url, from, sendMs = SEND_MS }: SmtpPostOptions): Post {
  const { auth, ...parsed } = parseConnectionUrl(url);
  return {
    async open() {
      const connection = new SMTPConnection({
        // W1: passwords and addresses go nowhere unencrypted; this machine itself is not the net.
        requireTLS: !parsed.secure && !isOwnMachine(parsed.host ?? 'localhost'),
        ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
        ...parsed,
      });
      connection.on('error', () => {}); // whatever is under way hears of it
      try {
        await answered(connection, (done) => connection.connect(done));
        if (auth !== undefined) await answered(connection, (done) => connection.login(auth, done));
      } catch (error) {
        connection.close();
        throw error;
      }
      return createSession(connection, { from, sendMs });
    },
  };
}

function createSession(
  connection: SMTPConnection,
  { from, sendMs }: { from: string; sendMs: number },
): PostSession {
  return {
    async send(mail) {
      const { envelope, content } = await compose(mail, from);
      const outcome = await handOver(connection, { envelope, content, sendMs });
      // What the provider said holds, also when it says no more after it; the next mail finds that out.
      if (outcome.type === 'refused')
        await answered(connection, (done) => connection.reset(done)).catch(() => {});
      return outcome;
    },
    close: () => connection.quit(),
  };
}

/** Waits for an answer; the library gives none when the provider hangs up, or is silent. */
function answered(
  connection: SMTPConnection,
  ask: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error | null) => {
      clearTimeout(timer);
      connection.off('error', end);
      connection.off('end', hungUp);
      if (error) reject(error);
      else resolve();
    };
    const hungUp = () => end(new Error('The mail provider closed the connection.'));
    const timer = setTimeout(() => {
      connection.close();
      end(new Error('The mail provider does not answer.'));
    }, SILENCE_MS);
    connection.on('error', end);
    connection.on('end', hungUp);
    ask(end);
  });
}

async function compose(mail: Mail, from: string) {
  const { id, recipient, subject, text, html, headers } = mail;
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  const node = new MailComposer({
    ...{ from, to: { name: '', address: recipient }, subject, text, headers },
    ...(html === null ? {} : { html }),
    // The same when an answer is sent twice, so that a mailbox shows it once.
    ...{ messageId: `<${id}@${domain}>`, newline: 'win' },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  }).compile();
  return { envelope: { from: node.getEnvelope().from, to: [recipient] }, content: await node.build() };
}

type HandedOver = { envelope: { from: string | false; to: string[] }; content: Buffer; sendMs: number };

function handOver(
  connection: SMTPConnection,
  { envelope, content, sendMs }: HandedOver,
): Promise<PostOutcome> {
  let isBegun = false;
  // Read only once the provider asked for the content: from there on it may have it.
  const message = Readable.from(
    (function* () {
      isBegun = true;
      yield content;
    })(),
  );
  return new Promise((resolve) => {
    const lost = (reason: string) => resolve({ type: isBegun ? 'unknown' : 'not-sent', reason });
    const timer = setTimeout(() => {
      connection.close();
      lost('it took too long');
    }, sendMs);
    connection.send(envelope, message, (error) => {
      clearTimeout(timer);
      if (!error) return resolve({ type: 'sent' });
      const refusal = refusalOf(error);
      return refusal === null ? lost(error.message) : resolve(refusal);
    });
  });
}

/** What the provider said against this mail; null: nothing about this mail. */
function refusalOf(error: SMTPError): PostOutcome | null {
  const { code, command, responseCode = 0, response = '', message: reason } = error;
  // An address SMTP does not know, or a mail that is too large: the provider was not even asked.
  const isImpossible = command === 'API' && code === 'EENVELOPE';
  if (isImpossible || (code === 'EMESSAGE' && responseCode === 0))
    return { type: 'refused', isPermanent: true, isOfRecipient: isImpossible, reason };
  if (responseCode < 400 || command === 'MAIL FROM' || command === 'CONN') return null;
  const isNobody = responseCode >= 500 && NOBODY.test(response);
  return {
    type: 'refused',
    isPermanent: responseCode >= 500 && responseCode !== 503,
    isOfRecipient: command === 'RCPT TO' && isNobody,
    reason,
  };
}
