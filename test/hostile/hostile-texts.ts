import type { ErrorCode } from '../../src/shared/errors.ts';

/** A text that somebody may lay down to do harm, and what must come of it; null: it may lie there as it is. */
export interface HostileText {
  readonly what: string;
  readonly kind: 'url' | 'note' | 'markdown';
  readonly text: string;
  readonly error: ErrorCode | null;
}

const url = (what: string, text: string, error: ErrorCode | null = 'bad-url'): HostileText => ({
  ...{ what, kind: 'url', text, error },
});
const note = (what: string, text: string, error: ErrorCode | null = null): HostileText => ({
  ...{ what, kind: 'note', text, error },
});
const markdown = (what: string, text: string, error: ErrorCode | null = null): HostileText => ({
  ...{ what, kind: 'markdown', text, error },
});

export const HOSTILE_TEXTS: readonly HostileText[] = [
  url('a script', 'javascript:window.ran=true'),
  url('a script in capitals', 'JaVaScRiPt:window.ran=true'),
  url('a script after a blank', ' javascript:window.ran=true'),
  url('a script with a tab in its name', 'java\tscript:window.ran=true'),
  url('a script with a line end in its name', 'java\nscript:window.ran=true'),
  url('a script made to look like a comment', 'javascript://example.org/%0awindow.ran=true'),
  url('data as a page', 'data:text/html,<script>window.ran=true</script>'),
  url('data as base64', 'data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPXRydWU8L3NjcmlwdD4='),
  url('a Basic script', 'vbscript:msgbox(1)'),
  url('a file of the device', 'file:///etc/passwd'),
  url('a blob', 'blob:https://example.org/9115d58c'),
  url('a frame of the page', 'about:blank'),
  url('the source of a page', 'view-source:https://example.org/'),
  url('an extension', 'chrome-extension://abc/page.html'),
  url('a file transfer', 'ftp://example.org/'),
  url('a socket', 'wss://example.org/'),
  url('mail', 'mailto:kim@example.org'),
  url('a telephone', 'tel:+1234'),
  url('an intent of a phone', 'intent://scan/#Intent;scheme=zxing;end'),
  url('no scheme', '//example.org/'),
  url('a path', '/leave'),
  url('one slash', 'https:/example.org/'),
  url('no slash', 'https:example.org'),
  url('backslashes', 'https:\\\\example.org'),
  url('no host', 'https://'),
  url('no host but a path', 'https:///'),
  url('a user name', 'https://example.org@evil.example/'),
  url('a user name and a password', 'https://kim:secret@evil.example/'),
  url('a user name after slashes', 'https:////kim@evil.example/'),
  url('a user name behind a backslash', 'https://\\kim@evil.example/'),
  url('white space', 'https://example.org/a b'),
  url('a line end', 'https://example.org/\r\nSet-Cookie: a=b'),
  url('a zero', 'https://example.org/\u0000'),
  url('right to left', 'https://example.org/\u202egpj.exe'),
  url('an isolate', 'https://example.org/\u2066x\u2069'),
  url('a zero width space', 'https://exam\u200bple.org/'),
  url('a byte order mark', 'https://example.org/\ufeff'),
  url('tag letters', 'https://example.org/\u{e0041}'),
  url('a port out of range', 'https://example.org:99999/', null),
  url('too long', `https://example.org/${'a'.repeat(3_000)}`),
  url('HTML', '<a href="https://example.org">x</a>'),
  url('nothing', '   '),
  url('a lookalike of another host', 'https://ex\u0430mple.org/', null),
  url('HTML in the query', 'https://example.org/?q="><script>window.ran=true</script>', null),
  url('an address of this machine', 'http://127.0.0.1:1/', null),
  url('IPv6', 'https://[::1]/', null),
  note('a script', '<script>window.ran = true</script>'),
  note('an image with a script', '<img src=x onerror="window.ran = true">'),
  note('SVG with a script', '<svg onload="window.ran = true">'),
  note('an end of the page', '</p></li></ul></body></html><h1>hello'),
  note('entities', '&lt;script&gt;window.ran = true&lt;/script&gt;'),
  note('a template', '{{constructor.constructor("window.ran = true")()}} #{window.ran = true}'),
  note('combining marks without end', `a${'\u0301'.repeat(2_000)}`),
  note('very long lines', 'x'.repeat(5_000)),
  note('too long', 'x'.repeat(5_001), 'bad-note'),
  note('a zero', 'a\u0000b', 'bad-note'),
  note('an escape sequence of a terminal', 'a\u001b[31mb', 'bad-note'),
  note('nothing', ' \n ', 'bad-note'),
  note('only a name of the prototype', '__proto__'),
  markdown('a link to a script', '[click](javascript:window.ran=true)'),
  markdown('a link to data', '[click](data:text/html,<script>window.ran=true</script>)'),
  markdown('a link with entities', '[click](&#106;avascript:window.ran=true)'),
  markdown('a reference to a script', '[click][1]\n\n[1]: javascript:window.ran=true'),
  markdown('an address in brackets', '<javascript:window.ran=true>'),
  markdown('a picture from elsewhere', '![](https://evil.example/count.png)'),
  markdown('a picture with a script', '![x](x"onerror="window.ran=true)'),
  markdown('HTML', '<iframe src="javascript:window.ran=true"></iframe>\n\n<script>window.ran=true</script>'),
  markdown('HTML with style', '<div style="position:fixed;inset:0">over all</div>'),
  markdown('a title with quotes', '[a](https://example.org "\\" onmouseover=\\"window.ran=true")'),
  markdown('depth without end', `${'> '.repeat(2_000)}deep`),
  markdown(
    'lists without end',
    Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}- x`)
      .join('\n')
      .slice(0, 4_900),
  ),
  markdown('brackets without end', '['.repeat(4_900)),
  markdown('stars without end', '*a '.repeat(1_600)),
  markdown('a table without end', `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}`),
];
