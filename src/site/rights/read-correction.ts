import * as z from 'zod';
import { CORRECTABLE, CORRECTION_FIELDS, shownField } from '../../shared/site-forms.ts';
import type { Correction } from '../../storage/durable/rights-store.ts';
import { type FieldsReading, readFields, textOf } from '../forms/read-form.ts';

/** What was typed as a correction, what is wrong with it, and what is to be written. */
export interface CorrectionReading extends FieldsReading {
  to: Correction;
}

const bodySchema = z.record(z.string(), z.unknown()).catch({});

/** W11: reads a correction. What is as the page showed it is not written over what was given at other times. */
export function readCorrection(body: unknown): CorrectionReading {
  const given = bodySchema.parse(body);
  const { values, errors } = readFields(
    CORRECTION_FIELDS.filter(({ name }) => Object.hasOwn(given, name)),
    given,
  );
  const to: Record<string, string | null> = {};
  for (const { name } of CORRECTABLE) {
    const [value, shown] = [values[name], given[shownField(name)]];
    if (value === undefined) continue;
    const isShown = typeof shown === 'string';
    if (isShown) values[shownField(name)] = textOf(shown);
    if (isShown && textOf(shown) === value) delete errors[name];
    else to[name] = value === '' ? null : value;
  }
  return { values, errors, to };
}
