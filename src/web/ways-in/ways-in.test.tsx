import { signal } from '@preact/signals';
import { renderToString } from 'preact-render-to-string';
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { CodeForm } from './code-form.tsx';
import { InviteBody, InviteDialog, type InviteState } from './invite.tsx';
import { InviteButton } from './invite-button.tsx';
import { joinLink } from './join-link.ts';
import { QrCode } from './qr-code.tsx';

const CODE = 'lake-orbit-quiet-zebra';
const URL = joinLink('https://zip.example:8443', CODE);
const invitation = { code: CODE, url: URL, until: 60_000 };
const body = (state: InviteState, left: number, locked = false) =>
  renderToString(<InviteBody state={state} left={left} locked={locked} again={() => {}} />);
const words = (html: string) => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

describe('B6: the invitation', () => {
  test('is a button; before it is pressed no code is there', () => {
    const open = signal(false);
    const html = renderToString(
      <>
        <InviteButton open={open} />
        <InviteDialog load={async () => invitation} now={() => 0} open={open} locked={false} />
      </>,
    );
    expect(words(html)).toContain('Four words and QR code');
    expect(html).toMatch(/<dialog[^>]*aria-labelledby=/);
    expect(html).not.toMatch(/<dialog[^>]* open|invite-body|qr-code/);
    expect(html).toMatch(/id="invite-close"[^>]*aria-label="Close"/);
  });

  test('shows the QR code with a text for it, the four words as words, and how long they are good', () => {
    const html = body({ name: 'shown', invitation }, 42);
    expect(words(html)).toContain('The four words: lake orbit quiet zebra');
    expect(html).toMatch(/<p class="invite-left" role="timer" aria-live="off">New words in 42 seconds/);
    expect(html).toMatch(/id="invite-words"[^>]*aria-live="polite"/);
    expect(html).toMatch(/<svg class="qr-code"[^>]*role="img" aria-label="QR code/);
  });

  test('B7: says that whoever comes has to knock while the meeting is locked', () => {
    expect(words(body({ name: 'shown', invitation }, 42))).not.toMatch(/locked|knock/);
    expect(words(body({ name: 'shown', invitation }, 42, true))).toMatch(/is locked: .* has to knock/);
  });

  test('shows nothing that does not open the meeting any more', () => {
    const html = body({ name: 'shown', invitation }, 0);
    expect(html).not.toMatch(/lake|qr-code/);
    expect(words(html)).toContain('Asking for four words');
  });

  test('says what went wrong and offers to try again', () => {
    const html = body({ name: 'trouble', trouble: 'offline' }, 0);
    expect(html).toMatch(/<p id="invite-error" class="error" role="alert">The connection was lost/);
    expect(html).toContain('id="invite-again"');
    expect(html).not.toContain('qr-code');
  });
});

test('B6: the QR code is the encoder’s own, dark on light, with the quiet zone', () => {
  const html = renderToString(<QrCode text={URL} label="here" />);
  const [, size] = /viewBox="0 0 (\d+) \1"/.exec(html) ?? [];
  const { data } = encode(URL, { ecc: 'M', border: 0 });
  expect(Number(size)).toBe(data.length + 2 * 4);
  const drawn = new Set([...html.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  const meant = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`${x + 4} ${y + 4}`] : [])));
  expect([...drawn].sort()).toEqual(meant.sort());
  expect(html).toMatch(/<rect class="qr-light"/);
  expect(html).not.toMatch(/ style=|fill=/);
});

describe('B6: the field for the four words', () => {
  const html = renderToString(<CodeForm enter={async () => null} />);

  test('is folded away behind a quiet button', () => {
    expect(html).toMatch(/<button id="code-open"[^>]*aria-expanded="false"[^>]*aria-controls="code-fields"/);
    expect(html).toMatch(/<div id="code-fields"[^>]* hidden/);
    expect(words(html)).toContain('No microphone? Enter the others’ four words');
  });

  test('neither corrects nor keeps what is typed, and says what a code looks like', () => {
    const [input = ''] = /<input[^>]*id="code"[^>]*>/.exec(html) ?? [];
    for (const part of [
      'autocomplete="off"',
      'autocapitalize="none"',
      'spellcheck="false"',
      'enterkeyhint="go"',
    ]) {
      expect(input).toContain(part);
    }
    expect(html).toMatch(/<label class="label" for="code">The four words/);
    expect(words(html)).toContain('They look like “lake orbit quiet zebra”');
  });
});
