/**
 * The error table. A refusal names a code; the text says what the person can do, the status is for HTTP.
 * Texts on the screens come from the web catalogue under the same code; these are for logs and for clients of the API.
 */
export const ERRORS = {
  'bad-message': { status: 400, text: 'The message does not have the expected form.' },
  'bad-order': { status: 400, text: 'The chunk does not follow the one before it.' },
  'bad-url': { status: 400, text: 'Only http and https addresses can be laid on the table.' },
  'chunk-late': { status: 400, text: 'The sound arrived too long after it was recorded.' },
  'chunk-early': { status: 400, text: 'The sound claims to have been recorded in the future.' },
  'unknown-recording': { status: 404, text: 'There is no such recording.' },
  'recording-running': { status: 409, text: 'This tab already has a recording under way.' },
  'not-in-meeting': { status: 409, text: 'This needs a meeting.' },
  'not-found': { status: 404, text: 'There is no such thing here.' },
  'not-yours': { status: 403, text: 'Only the person who laid it on the table can remove it.' },
  'too-many-items': { status: 409, text: 'You have as many things on the table as one person may.' },
  'table-full': { status: 409, text: 'The table is full.' },
  'bad-note': { status: 400, text: 'This is no text that can be laid on the table.' },
  'bad-name': { status: 400, text: 'This is no name of a file.' },
  'image-too-large': { status: 413, text: 'A picture has at most 25 million pixels.' },
  'empty-file': { status: 400, text: 'The file is empty.' },
  'bad-seal': { status: 400, text: 'What was sent was not sealed for this connection.' },
  'file-too-large': { status: 413, text: 'A file has at most 25 MB.' },
  'quota-full': { status: 413, text: 'You have as many bytes on the table as one person may.' },
  'memory-full': { status: 507, text: 'The server holds as much as it may.' },
  'too-many-uploads': { status: 429, text: 'Too many files are on their way from this address.' },
  'upload-slow': { status: 422, text: 'The file took longer than ten minutes.' },
  'upload-broken': { status: 400, text: 'The file did not arrive whole.' },
  locked: { status: 409, text: 'The meeting is locked.' },
  'door-busy': { status: 429, text: 'Too many people are waiting at the door.' },
  'retention-broken': {
    status: 503,
    text: 'The server holds something longer than promised; until that is mended it takes no sound.',
  },
  'meeting-full': { status: 409, text: 'The meeting is full.' },
  'too-fast': { status: 429, text: 'Too many messages; wait a moment.' },
  'server-busy': {
    status: 503,
    text: 'Too many people are listening at this moment; try again in a few seconds.',
  },
  'server-full': {
    status: 503,
    text: 'The server has no memory left for anything new; what is here goes on. Try again in a minute.',
  },
  'address-busy': {
    status: 429,
    text: 'Too many people at this address are listening at this moment; try again in a few seconds.',
  },
  'old-page': { status: 409, text: 'This page is older than the server; reload it.' },
  'wrong-origin': { status: 403, text: 'The request came from another site.' },
  'bad-code': { status: 404, text: 'No meeting is open under these words now.' },
  'code-throttled': { status: 429, text: 'Too many wrong codes from this address; wait an hour.' },
  'state-away': {
    status: 503,
    text: 'The servers cannot reach what they share; nothing is lost, and it goes on by itself.',
  },
  internal: { status: 500, text: 'Something went wrong on the server.' },
} as const;

export type ErrorCode = keyof typeof ERRORS;
