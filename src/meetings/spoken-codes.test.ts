import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../shared/limits.ts';
import { seededRandom } from '../shared/seeded-random.ts';
import { CODE_LENGTH, createSpokenCodes, type SpokenCodes } from './spoken-codes.ts';

const WORDS = ['act', 'action', 'lake', 'orbital', 'zebra', 'quiet'];
const HOME = '192.0.2.1';

function make(words: readonly string[] = WORDS) {
  const clock = { now: 1_000_000 };
  const uniform = seededRandom(6);
  const random = (limit: number) => Math.floor(uniform() * limit);
  return { clock, codes: createSpokenCodes({ now: () => clock.now, random, words }) };
}
const opens = (codes: SpokenCodes, text: string) => {
  const entry = codes.enter(text, HOME);
  return 'meetingId' in entry ? entry.meetingId : null;
};

describe('B6: a spoken code', () => {
  test('is four words, opens its meeting for a minute and not a millisecond longer', () => {
    const { clock, codes } = make();
    const { code, until } = codes.open('m');
    expect(code.split('-').filter((word) => WORDS.includes(word))).toHaveLength(CODE_LENGTH);
    expect(until - clock.now).toBe(LIMITS.codeMs);
    clock.now = until - 1;
    expect(codes.enter(code, HOME)).toEqual({ meetingId: 'm' });
    clock.now = until;
    expect(codes.enter(code, HOME)).toEqual({ error: 'bad-code' });
  });

  test('is the same while it is good for more than 15 s, then there is another, and the old one runs out', () => {
    const { clock, codes } = make();
    const first = codes.open('m');
    clock.now = first.until - 15_001;
    expect(codes.open('m')).toEqual(first);
    clock.now = first.until - 15_000;
    const second = codes.open('m');
    expect(second.code).not.toBe(first.code);
    expect([opens(codes, first.code), opens(codes, second.code)]).toEqual(['m', 'm']);
    clock.now = first.until;
    expect([opens(codes, first.code), opens(codes, second.code)]).toEqual([null, 'm']);
  });

  test('may be typed as people type: case, hyphens, commas, spaces, the first four letters', () => {
    const { codes } = make(['orbital']);
    codes.open('m');
    for (const text of [
      'orbital-orbital-orbital-orbital',
      '  Orbital, ORBITAL;orbital\tOrbital. ',
      'orbi orbi orbi orbi',
      'orbit/orbita\u00a0orbi-orbital',
      'ｏｒｂｉ orbi orbi orbi',
    ]) {
      expect(opens(codes, text), text).toBe('m');
    }
    for (const text of [
      'orb orb orb orb',
      'orbi orbi orbi',
      'orbi orbi orbi orbi orbi',
      'orbix orbi orbi orbi',
      '',
    ]) {
      expect(opens(codes, text), text).toBeNull();
    }
  });

  test('a word that is the beginning of another is not taken for it', () => {
    const { codes } = make(['act', 'action']);
    const { code } = codes.open('m');
    const swapped = code.replaceAll(/\w+/g, (word) => (word === 'act' ? 'action' : 'act'));
    expect([opens(codes, swapped), opens(codes, code)]).toEqual([null, 'm']);
  });

  test('a long text is not looked at', () => {
    const { codes } = make(['orbital']);
    codes.open('m');
    expect(opens(codes, `${' '.repeat(300)}orbi orbi orbi orbi`)).toBeNull();
  });
});

const meetingId = fc.constantFrom('a', 'b', 'c');
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('open' as const), meetingId }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('enter' as const), pick: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('close' as const), meetingId }) },
  { weight: 1, arbitrary: fc.constant({ type: 'sweep' as const }) },
);

test('B6: a code opens only its own meeting, never after its time, never after the end (2,000 runs)', () => {
  const seen = { opened: 0, late: 0, closed: 0 };
  const steps = fc.array(fc.record({ action, wait: fc.integer({ min: 0, max: 25_000 }) }), {
    minLength: 15,
    maxLength: 40,
  });
  fc.assert(
    fc.property(steps, fc.integer(), (sequence, seed) => {
      let now = 0;
      const uniform = seededRandom(seed);
      const random = (limit: number) => Math.floor(uniform() * limit);
      const codes = createSpokenCodes({ now: () => now, random, words: WORDS });
      const given: { code: string; meetingId: string; until: number; closed: boolean }[] = [];
      let tries = 0;
      for (const { action: next, wait } of sequence) {
        now += wait;
        if (next.type === 'sweep') codes.sweep();
        if (next.type === 'close') {
          codes.close(next.meetingId);
          for (const each of given) if (each.meetingId === next.meetingId) each.closed = true;
        }
        if (next.type === 'open') {
          const { code, until } = codes.open(next.meetingId);
          expect(until).toBeGreaterThan(now + 15_000);
          if (!given.some((each) => each.code === code && each.until === until)) {
            given.push({ code, until, meetingId: next.meetingId, closed: false });
          }
        }
        const valid = given.filter((each) => !each.closed && now < each.until);
        for (const id of ['a', 'b', 'c']) {
          expect(valid.filter((each) => each.meetingId === id).length).toBeLessThanOrEqual(2);
        }
        expect(new Set(valid.map(({ code }) => code)).size).toBe(valid.length);
        const tried = next.type === 'enter' ? given[next.pick % Math.max(1, given.length)] : undefined;
        if (tried === undefined) continue;
        tries += 1;
        const right = valid.find((each) => each.code === tried.code)?.meetingId;
        const entry = codes.enter(tried.code, `192.0.2.${tries}`);
        expect(entry).toEqual(right === undefined ? { error: 'bad-code' } : { meetingId: right });
        if (right !== undefined) seen.opened += 1;
        else if (tried.closed) seen.closed += 1;
        else seen.late += 1;
      }
      codes.close('a');
      codes.close('b');
      codes.close('c');
      codes.sweep();
      expect(codes.size().codes).toBe(0);
    }),
    { seed: 60, numRuns: 2_000 },
  );
  // The control: each case did occur.
  expect(Math.min(seen.opened, seen.late, seen.closed)).toBeGreaterThan(200);
});

describe('B6: guessing', () => {
  test('only wrong tries count, and a spent address is refused the right words as well', () => {
    const { clock, codes } = make();
    const right = () => codes.open('m').code;
    for (let i = 0; i < 500; i += 1) expect(opens(codes, right())).toBe('m');
    for (let i = 0; i < LIMITS.codeTries; i += 1) {
      expect(codes.enter('no such words here', HOME)).toEqual({ error: 'bad-code' });
    }
    expect(codes.enter('no such words here', HOME)).toEqual({ error: 'code-throttled' });
    expect(codes.enter(right(), HOME)).toEqual({ error: 'code-throttled' });
    expect(codes.enter(right(), '192.0.2.2')).toEqual({ meetingId: 'm' });
    clock.now += 65 * 60_000;
    expect(codes.enter(right(), HOME)).toEqual({ meetingId: 'm' });
    codes.sweep();
    expect(codes.size().addresses).toBe(0);
  });

  test('the addresses of one /64 are one guesser', () => {
    const { codes } = make();
    for (let i = 0; i < LIMITS.codeTries; i += 1) codes.enter('x', `2001:db8::${(i + 1).toString(16)}`);
    expect(codes.enter('x', '2001:db8::ffff:1')).toEqual({ error: 'code-throttled' });
    expect(codes.enter('x', '2001:db8:0:1::1')).toEqual({ error: 'bad-code' });
  });

  test('5,000 meetings with codes: at most two codes are open for each', () => {
    const { clock, codes } = make(Array.from({ length: 2_048 }, (_, i) => word(i)));
    for (let round = 0; round < 6; round += 1) {
      for (let i = 0; i < 5_000; i += 1) codes.open(`meeting ${i}`);
      expect(codes.size().codes).toBeLessThanOrEqual(2 * 5_000);
      clock.now += 22_500;
    }
  });
});

/** Four letters that no other number has. */
function word(number: number): string {
  return [...number.toString(8).padStart(4, '0')].map((digit) => 'abcdefgh'[Number(digit)]).join('');
}
