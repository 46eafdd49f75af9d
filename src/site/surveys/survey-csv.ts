import { stringify } from 'csv-stringify/sync';
import type { Survey } from '../../shared/surveys.ts';
import type { SurveyAnswer } from '../../storage/durable/survey-store.ts';

/**
 * The answers to a survey as CSV (RFC 4180), a column per question. No cell is a formula to a spreadsheet.
 *
 * @param survey null: its file is gone; the columns are then called as the questions' ids
 */
export function surveyCsv(survey: Survey | null, answers: readonly SurveyAnswer[]): string {
  const known = survey?.questions.map(({ id, label }) => ({ id, label })) ?? [];
  const others = new Set(answers.flatMap((answer) => Object.keys(answer.answers)));
  for (const { id } of known) others.delete(id);
  const columns = [...known, ...[...others].sort().map((id) => ({ id, label: id }))];
  const rows = answers.map(({ answeredAt, email, answers: given }) => [
    answeredAt.toISOString(),
    ...columns.map(({ id }) => [given[id] ?? ''].flat().join('; ')),
    email ?? '',
  ]);
  const header = ['Answered at', ...columns.map(({ label }) => label), 'E-mail address'];
  return stringify([header, ...rows], { record_delimiter: 'windows', escape_formulas: true, bom: true });
}
