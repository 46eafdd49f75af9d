/** The operator's session. It is in no other browser than the operator's, and goes with nothing but requests of our own pages. */
export const OPERATOR_COOKIE = '__Host-operator';

/** Hidden fields of the operator's forms: the session's own word, and the secret of a sign-in. */
export const OPERATOR_FIELDS = { csrf: 'csrf', secret: 'secret', id: 'id' } as const;

/** Everything the log of the operator's doings may say. */
export const AUDIT_ACTIONS = [
  'sign-in-link',
  'sign-in-token',
  'sign-out',
  'message-answered',
  'message-deleted',
  'survey-answer-deleted',
  'survey-exported',
  'notice-added',
  'notice-deleted',
  'campaign-created',
  'campaign-changed',
  'campaign-deleted',
  'campaign-tested',
  'campaign-started',
  'campaign-resumed',
  'campaign-stopped',
  'people-imported',
  'person-unsubscribed',
  'person-erased',
  'statistics-exported',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
