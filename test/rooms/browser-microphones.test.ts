import { describe, expect, test } from 'vitest';
import { loudVoice, quietNoise, silence } from './browser-microphones.ts';
import { microphoneFile } from './cache.ts';
import { decibels, rms } from './level.ts';
import { createRandom } from './random.ts';
import { loadSpeech } from './speech.ts';
import { encodeWav, readWav } from './wav.ts';

describe('sound for one browser', () => {
  test('silence is digital zero, a quiet room is not', async () => {
    expect(silence().channels[0]!.every((sample) => sample === 0)).toBe(true);
    expect(decibels(quietNoise().channels[0]!)).toBeCloseTo(-75, 5);
    expect(decibels((await loudVoice()).channels[0]!)).toBeCloseTo(-18, 5);
  });

  test('files hold it as 44.1 kHz mono of 16 bit', async () => {
    const quiet = readWav(await microphoneFile('quiet-noise'));
    expect(quiet.rate).toBe(44_100);
    expect(quiet.channels).toHaveLength(1);
    expect(decibels(quiet.channels[0]!)).toBeCloseTo(-75, 0);
    const silent = readWav(await microphoneFile('silence'));
    expect(rms(silent.channels[0]!)).toBe(0);
  });
});

describe('synthesised speech', () => {
  test('is audible, and different voices sound different', async () => {
    const speak = await loadSpeech(16_000);
    const low = { name: 'en-us+m3', wordsPerMinute: 150, pitch: 30, range: 50 };
    const high = { ...low, name: 'en-us+f1', pitch: 70 };
    const text = 'the kettle is on the table.';
    for (const voice of [low, high]) {
      const spoken = speak(voice, text);
      expect(spoken.length).toBeGreaterThan(16_000);
      expect(decibels(spoken)).toBeGreaterThan(-35);
    }
    expect(speak(low, text)).not.toEqual(speak(high, text));
  });

  test('an unknown voice is refused instead of spoken by the last one', async () => {
    const speak = await loadSpeech(16_000);
    expect(() => speak({ name: 'nobody', wordsPerMinute: 150, pitch: 50, range: 50 }, 'hello')).toThrow(
      'nobody',
    );
  });
});

describe('a WAV file', () => {
  test('gives back what was put in, to the rounding', () => {
    const random = createRandom(3);
    const channels = [0, 1, 2].map(() => Float64Array.from({ length: 999 }, () => random.between(-1, 1)));
    const file = encodeWav({ rate: 48_000, channels });
    expect(file.length).toBe(44 + 999 * 6);
    expect(file.readInt16LE(44 + 6 * 7 + 2)).toBe(Math.round(channels[1]![7]! * 32_767));
  });
});
