import { createHash } from 'node:crypto';

/** The id of the mail that answers a message: the same each time, so that there is one, and it goes with its message. */
export const answerMailId = (messageId: string): string => idOf(`answer ${messageId}`);

/** The id of a message that was changed after it had its answer: another one, and the same each time it is sent. */
export const changedMessageId = (messageId: string, content: readonly (string | null)[]): string =>
  idOf(`changed ${messageId} ${JSON.stringify(content)}`);

/** The id of the mail with a link that somebody asked for. */
export const linkMailId = (tokenHash: string): string => idOf(`link ${tokenHash}`);

/** The id of the mail that tells the operator of an answer to a survey. */
export const surveyMailId = (answerId: string): string => idOf(`survey ${answerId}`);

function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
