const request = (...lines: string[]) => `${[...lines, 'Host: localhost', '', ''].join('\r\n')}`;
const post = (...lines: string[]) => request('POST /live-bye HTTP/1.1', 'Content-Type: text/plain', ...lines);

/** The one that is not to be answered. */
const SMUGGLED = request('GET /smuggled HTTP/1.1');

/** Requests that two servers would read in two ways: what is odd, and what is sent. */
export const SMUGGLING: readonly (readonly [what: string, sent: string])[] = [
  ['two lengths', post(`Content-Length: ${SMUGGLED.length}`, 'Content-Length: 0') + SMUGGLED],
  ['a length and chunks', `${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED}`],
  ['chunks and a length', `${post('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n${SMUGGLED}`],
  ['a coding that is none', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${SMUGGLED}`],
  ['chunked, then something else', `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${SMUGGLED}`],
  ['a space before the colon', `${post('Transfer-Encoding : chunked')}0\r\n\r\n${SMUGGLED}`],
  ['a line end within a header', `${post('X-A: b\rTransfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED}`],
  ['a folded header', `${post('X-A: b', ' Transfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED}`],
  ['a length with a sign', post(`Content-Length: +${SMUGGLED.length}`) + SMUGGLED],
  ['a chunk longer than a number', `${post('Transfer-Encoding: chunked')}FFFFFFFFFFFFFFFFF\r\n${SMUGGLED}`],
  ['two hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${SMUGGLED}`],
];
