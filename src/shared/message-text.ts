/** What came by a form. */
export interface WrittenMessage {
  readonly kind: 'feedback' | 'information';
  readonly name: string | null;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly text: string;
}

/** W4: the copy of it that goes to the operator; made anew when what was given is corrected (W11). */
export function messageText({ kind, name, email, telephone, text }: WrittenMessage) {
  const from = [name, email, telephone].filter((each) => each !== null).join(', ');
  return {
    subject: kind === 'feedback' ? 'Feedback' : 'A question',
    text: `${from === '' ? 'From somebody who gave no name' : `From: ${from}`}\n\n${text}\n`,
  };
}
