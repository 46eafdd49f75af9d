import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import type { RetentionReading } from '../../shared/retention.ts';
import { HeldBody } from '../panel/held-list.tsx';
import { App } from './app.tsx';
import { inertActions, initialState } from './app-model.ts';
import { renderRetentionPage } from './retention.tsx';
import { ageText, timeText } from './time-text.ts';

const TIME = Date.UTC(2026, 10, 25, 6, 4, 11);
const WELL: RetentionReading = {
  now: { audioMs: 412, idleMs: null },
  worst: { audioMs: 8_730, idleMs: 30 * 60_000 + 12_000 },
  since: TIME - 3_600_000,
  broken: { audio: false, idle: false },
};
const render = (reading: RetentionReading, still = false) =>
  renderRetentionPage({ reading, assets: { styles: ['/assets/main.css'] }, time: TIME, still });
const words = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&nbsp;', ' ');

describe('B3: the page of the retention gauge', () => {
  test('says what is held now, the worst of the week, the limits, and since when', () => {
    const text = words(render(WELL));
    expect(text).toMatch(/Oldest sound .* Now 0\.5 sec Worst this week 8\.8 sec Limit 10\.0 sec/);
    expect(text).toMatch(
      /Longest time since a device with content was heard of .* Now nothing held Worst this week 30 min 12 sec Limit 31 min/,
    );
    expect(text).toContain('Everything is within its limit.');
    expect(text).toContain('As of 25 November 2026 at 06:04:11 UTC.');
    expect(text).toContain('Measured since 25 November 2026 at 05:04:11 UTC.');
    expect(text).not.toMatch(/No new sound is taken|over the limit/);
  });

  test.each([
    ['audio', 'Sound is held for longer than promised'],
    ['idle', 'Content of somebody who is away is held for longer than promised'],
  ] as const)('says that no new sound is taken when %s is over its limit, and why', (kind, why) => {
    const age = { audio: 10_001, idle: 31 * 60_000 + 1 }[kind];
    const reading = {
      ...WELL,
      now: { ...WELL.now, [`${kind}Ms`]: age },
      broken: { ...WELL.broken, [kind]: true },
    };
    const html = render(reading);
    const text = words(html);
    expect(text).toContain('No new sound is taken');
    expect(text).toContain(why);
    expect(text.match(/held for longer than promised/g)).toHaveLength(1);
    expect(text.match(/over the limit/g)).toHaveLength(1);
    expect(html).toContain(`data-measure="${kind}" data-broken="true"`);
    expect(text).not.toContain('Everything is within its limit.');
  });

  test('a worst that was over its limit is marked when all is well again', () => {
    const text = words(render({ ...WELL, worst: { ...WELL.worst, audioMs: 10_400 } }));
    expect(text).toMatch(/Worst this week 10\.4 sec over the limit/);
    expect(text).toContain('Everything is within its limit.');
  });

  test('has one name, there and wherever a link leads to it', () => {
    const name = 'How long anything is held';
    expect(words(render(WELL))).toContain(`${name} - ZipSocket`);
    const model = { state: initialState(), actions: inertActions };
    expect(renderToString(<App model={model} />)).toContain(`<a href="/retention">${name}</a>`);
    const list = <HeldBody rows={[]} notes={[]} trouble={null} afterDeleting={async () => {}} />;
    expect(renderToString(list)).toMatch(new RegExp(`<a href="/retention"[^>]*>${name}</a>`));
  });

  test('renews itself without a script, and holds still for whoever wants it', () => {
    expect(render(WELL)).toContain('<meta http-equiv="refresh" content="5"');
    expect(render(WELL)).toContain('href="/retention?still"');
    expect(render(WELL, true)).not.toContain('http-equiv="refresh"');
    expect(render(WELL, true)).toContain('<a href="/retention">Let it renew itself</a>');
  });

  test('W9: a whole document with nothing in it that the content policy forbids, or that reaches another site', () => {
    const html = render(WELL);
    expect(html).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(html).not.toMatch(/<script| style=| on[a-z]+="|javascript:/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});

test('an age is never said to be less than it is', () => {
  expect([0, 1, 9_999, 10_000, 10_001, 59_999, 60_000, 60_001, 3_725_000].map(ageText)).toEqual([
    '0.0 sec',
    '0.1 sec',
    '10.0 sec',
    '10.0 sec',
    '10.1 sec',
    '60.0 sec',
    '1 min',
    '1 min 1 sec',
    '62 min 5 sec',
  ]);
  expect(timeText(0)).toBe('1 January 1970 at 00:00:00 UTC');
});
