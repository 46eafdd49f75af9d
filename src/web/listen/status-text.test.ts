import { expect, test } from 'vitest';
import { NO_ROOM_REASONS } from '../../shared/reasons.ts';
import { lacksSoftSound, statusText } from './status-text.ts';

const nothing = (reason: (typeof NO_ROOM_REASONS)[number]) => ({ name: 'nothing', reason }) as const;

test('A8 B4 B5: who switched the soft sound off is told so where the room was too quiet, and only there', () => {
  for (const softSound of [true, false]) {
    for (const reason of NO_ROOM_REASONS) {
      const { headline, remedy } = statusText(nothing(reason), { inMeeting: false, softSound });
      const offers = reason === 'too-quiet' && !softSound;
      expect(lacksSoftSound(nothing(reason), softSound)).toBe(offers);
      expect(/soft sound.* off/i.test(remedy)).toBe(offers);
      expect(/quiet/i.test(headline)).toBe(reason === 'too-quiet');
    }
  }
});

test('B5: a line says that a soft sound plays', () => {
  const { headline } = statusText({ name: 'playing' }, { inMeeting: false, softSound: true });
  expect(headline).toMatch(/playing a soft sound/i);
});

test('A8 B6: without a microphone the four words are named as the way, in a meeting and before one', () => {
  for (const inMeeting of [true, false]) {
    expect(statusText({ name: 'no-microphone' }, { inMeeting, softSound: true }).remedy).toMatch(
      /four words/,
    );
  }
});
