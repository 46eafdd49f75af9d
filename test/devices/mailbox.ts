import { once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  /** From the envelope. */
  from: string;
  to: string;
  raw: string;
  parsed: ParsedMail;
  /** Whether it came encrypted, and who signed in. */
  secure: boolean;
  user: string | undefined;
}

export interface Mailbox {
  /** For `SMTP_URL`, without a user. */
  readonly url: string;
  readonly port: number;
  readonly mails: ReceivedMail[];
  to(email: string): ReceivedMail[];
  close(): Promise<void>;
}

/** An error with an SMTP reply. */
export const reply = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

/**
 * A real SMTP server. Without options it takes everything, unencrypted and from everybody.
 *
 * @param options.onMail called once a mail is there and before that is said; what it throws is said instead
 */
export async function startMailbox({
  onMail,
  port = 0,
  ...options
}: SMTPServerOptions & {
  onMail?: (mail: ReceivedMail) => Promise<void>;
  port?: number;
} = {}): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    ...{ authOptional: options.onAuth === undefined, disabledCommands: options.key ? [] : ['STARTTLS'] },
    ...{ disableReverseLookup: true, closeTimeout: 100 },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.once('end', async () => {
        try {
          const raw = Buffer.concat(parts);
          const { mailFrom, rcptTo } = session.envelope;
          const mail = {
            ...{ from: mailFrom ? mailFrom.address : '', to: rcptTo[0]?.address ?? '' },
            ...{ raw: raw.toString('utf8'), parsed: await simpleParser(raw) },
            ...{ secure: session.secure, user: session.user },
          };
          mails.push(mail);
          await onMail?.(mail);
          done();
        } catch (error) {
          done(error as Error);
        }
      });
    },
    ...options,
  });
  server.on('error', () => {}); // a client that was killed
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as { port: number };
  return {
    ...{ url: `smtp://localhost:${address.port}`, port: address.port, mails },
    to: (email) => mails.filter((mail) => mail.to === email),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
