import { randomBytes } from 'node:crypto';
import { open, type Reply } from './visitor.ts';

const TYPED = { website: '', age: 'open', name: '', email: '', telephone: '' };
/** A form that takes a person less is not taken, ms. */
const TYPING_MS = 2_100;

/**
 * Sends the feedback form, as a person does.
 *
 * @param from another address of this machine
 * @param text random unless given: it cannot be made smaller on a disk
 */
export async function sendFeedback(
  url: string,
  from: string,
  text = randomBytes(2_400).toString('hex'),
): Promise<Reply & { text: string }> {
  const visitor = open(url, { from });
  const hidden = await visitor.hidden('/feedback');
  await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
  return { text, ...(await visitor.post('/feedback', { ...hidden, ...TYPED, text })) };
}
