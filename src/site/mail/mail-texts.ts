import { BOUNCES } from '../../shared/news.ts';
import type { Message } from '../../storage/durable/durable-store.ts';

/** A mail as people read it. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** Somebody asked for news with this address; is it theirs? */
export function confirmationText(link: string): MailText {
  return {
    subject: 'News from ZipSocket: is this you?',
    text: `Somebody, most likely you, asked for news from ZipSocket at this address.

To get it, open this page and press the button there:
${link}

The page works for seven days. If it was not you, do nothing: no news will come, and after seven days we forget your
address.
`,
  };
}

/** What stands under all news. */
export function newsFoot(unsubscribe: string): string {
  return `You get this because you asked for news from ZipSocket.
To get no more, or to have mails you open left out of our count:
${unsubscribe}
`;
}

/** Too many mails of a campaign bounced, for the operator. */
export function pausedText(link: string): MailText {
  return {
    subject: 'Your mail to the list is paused',
    text: `More than ${BOUNCES.most} of the last ${BOUNCES.of} mails to the list came back, so no more are sent for now.

Most likely many addresses are old, or the mail provider does not want mails from you: what it said stands beside
each mail. Here you can send it on, or stop it:
${link}
`,
  };
}

/** Somebody answered a survey, for the operator; what they answered is not in the mail. */
export function surveyAnswerText(link: string): MailText {
  return { subject: 'An answer to a survey', text: `Somebody has answered a survey. It is here:\n${link}\n` };
}

/** An answer to what came by a form, which is quoted. */
export function answerText({ text }: Pick<Message, 'text'>, answer: string): MailText {
  const quoted = text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  return { subject: 'Your message to ZipSocket', text: `${answer}\n\nYou wrote:\n${quoted}\n` };
}
