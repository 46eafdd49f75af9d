import { randomBytes } from 'node:crypto';
import { open, type Reply } from './visitor.ts';

const TYPED = { website: '', age: 'open', name: '', email: '', telephone: '' };
/** A form that takes a person less is not taken, ms. */
const TYPING_MS = 2_100;

/**
 * Sends the feedback form, as a person does, with a text that cannot be made smaller on a disk.
 *
 * @param from another address of this machine
 */
export async function sendFeedback(url: string, from: string): Promise<Reply & { text: string }> {
  const text = randomBytes(2_400).toString('hex');
  const visitor = open(url, { from });
  const hidden = await visitor.hidden('/feedback');
  await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
  return { text, ...(await visitor.post('/feedback', { ...hidden, ...TYPED, text })) };
}
