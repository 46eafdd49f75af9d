import { describe, expect, test } from 'vitest';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import { NO_ROOM_REASONS } from '../../shared/reasons.ts';
import { en } from './en.ts';
import { meetingEn } from './meeting-en.ts';
import { t } from './meeting-t.ts';
import { retentionEn } from './retention-en.ts';

const all = { ...en, ...meetingEn, ...retentionEn };

describe('the catalogue', () => {
  test('A8 B4: every reason has a headline and a remedy of its own', () => {
    const headlines = NO_ROOM_REASONS.map((reason) => t(`reason.${reason}.headline`));
    const remedies = NO_ROOM_REASONS.map((reason) => t(`reason.${reason}.remedy`));
    for (const text of [...headlines, ...remedies]) expect(text.length).toBeGreaterThan(10);
    expect(new Set(headlines).size).toBe(NO_ROOM_REASONS.length);
    expect(new Set(remedies).size).toBe(NO_ROOM_REASONS.length);
  });

  test('every error code has a text of its own', () => {
    const codes = Object.keys(ERRORS) as ErrorCode[];
    const texts = codes.map((code) => t(`error.${code}`));
    expect(new Set(texts).size).toBe(codes.length);
    expect(texts).not.toContain('');
  });

  test('C9: where links are shared, the page says what it cannot take back', () => {
    expect(t('add.history')).toMatch(/history.*network/);
  });

  test('places are filled in, plurals are right', () => {
    expect(t('roster.joined', { who: 'Ada' })).toBe('Ada joined');
    expect(t('state.found.remedy', { count: 1 })).toBe('One other device heard the same room.');
    expect(t('state.found.remedy', { count: 3 })).toBe('3 other devices heard the same room.');
    expect(t('mine.count', { count: 1_000, max: 30 })).toBe('1,000 of 30 things');
  });

  test('what is filled in is never taken for a place', () => {
    expect(t('roster.renamed', { before: '{after}', after: 'x' })).toBe('{after} is now called x');
  });

  test('no text has a place that is written wrongly', () => {
    for (const entry of Object.values<string | { one: string; other: string }>(all)) {
      for (const text of typeof entry === 'string' ? [entry] : [entry.one, entry.other]) {
        expect(text.replace(/\{[a-z]+\}/g, '')).not.toMatch(/[{}]/);
      }
    }
  });
});
