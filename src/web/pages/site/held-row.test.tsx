import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { messages, subscribers, suppressions, surveyAnswers } from '../../../storage/durable/schema.ts';
import { siteEn } from '../../i18n/site-en.ts';
import { HeldRow } from './held-row.tsx';

const at = new Date(Date.UTC(2027, 0, 31, 12));
const shown = (row: object) => renderToString(<HeldRow row={row} />).replaceAll(/<[^>]+>/g, '|');

test('W11: every field that is held has words, and so have the values that are not what people wrote', () => {
  const mail = ['kind', 'recipient', 'subject', 'queuedAt', 'sentAt', 'state', 'text'];
  const unseen = ['id', 'tokenHash', 'emailHash'];
  const fields = [messages, subscribers, suppressions, surveyAnswers].flatMap((table) => Object.keys(table));
  for (const field of [...fields, ...mail].filter((name) => !unseen.includes(name) && name !== 'enableRLS'))
    expect(Object.keys(siteEn), field).toContain(`held.field.${field}`);
  const mails = { kind: 'rights', state: 'unknown', queuedAt: at };
  expect(shown(mails)).toMatch(/Kind\|+your link to this page\|.*Queued on\|+31 January 2027/);
  expect(shown({ countsOpens: true, state: 'asked' })).not.toMatch(/counts|true|asked/);
  expect(shown({ why: 'bounced' })).toContain('came back');
  // What people wrote stays as it is, also where it is the name of something.
  expect(shown({ name: 'rights', text: 'kind' })).toMatch(/Name\|+rights\|.*\|kind\|/);
  expect(shown({ answers: { colour: ['red', 'blue'], why: 'so' } })).toContain('colour: red, blue; why: so');
});

test('W5, W11: who was imported asked on the day that came with the import, not at the moment of it', () => {
  const imported = shown({ source: 'import', askedAt: at, consentDate: '2026-10-03' });
  expect(imported).toMatch(/Put on the list on\|+31 January 2027.*Asked for it on\|+2026-10-03/);
  expect(shown({ source: 'form', askedAt: at })).toMatch(/Asked for it on\|+31 January 2027/);
});
