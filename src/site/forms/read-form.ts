import * as z from 'zod';
import {
  type FieldSpec,
  FORM_FIELDS,
  type FormError,
  type FormName,
  HIDDEN_FIELDS,
} from '../../shared/site-forms.ts';

/** What a form says, or what is wrong with it; in both cases what was typed. */
export type FormReading =
  | { ok: true; values: Record<string, string>; id: string }
  | { ok: false; values: Record<string, string>; errors: Record<string, FormError> };

/** What was typed, and what is wrong with it. */
export interface FieldsReading {
  values: Record<string, string>;
  errors: Record<string, FormError>;
}

const hiddenSchema = z.object({
  [HIDDEN_FIELDS.id]: z.uuid(),
  [HIDDEN_FIELDS.token]: z.string().max(100).catch(''),
  [HIDDEN_FIELDS.trap]: z.string().catch('filled'),
});

/** What goes with a form unseen; a form without it was not made by our page. */
export function readHidden(body: unknown): { id: string | null; token: string; trap: string } {
  const read = hiddenSchema.partial().safeParse(body);
  if (!read.success) return { id: null, token: '', trap: '' };
  const { id = null, token = '', website = '' } = read.data;
  return { id, token, trap: website };
}

/** Reads the fields of a form. Line ends are `\n`, and nothing has white space around it. */
export function readFields(fields: readonly FieldSpec[], body: unknown): FieldsReading {
  const given = z.record(z.string(), z.unknown()).catch({}).parse(body);
  const values: Record<string, string> = {};
  const errors: Record<string, FormError> = {};
  for (const field of fields) {
    const value = textOf(given[field.name]);
    values[field.name] = value;
    const error = faultOf(field, value);
    if (error !== null) errors[field.name] = error;
  }
  const { name = '', email = '', telephone = '' } = values;
  // N4: nothing personal of children.
  if (values.age === 'child' && name + email + telephone !== '') errors.age = 'child';
  return { values, errors };
}

/** Reads feedback, or a request for information. */
export function readForm(form: FormName, body: unknown): FormReading {
  const { values, errors } = readFields(FORM_FIELDS[form], body);
  const { email = '', telephone = '' } = values;
  if (form === 'information' && email === '' && telephone === '') errors.email ??= 'no-way';
  const { id } = readHidden(body);
  if (Object.keys(errors).length > 0 || id === null)
    return { ok: false, values, errors: id === null ? { ...errors, '': 'too-old' } : errors };
  return { ok: true, values, id };
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : '';
}

const emailSchema = z.email();
const dateSchema = z.iso.date();

/** What is wrong with one field. */
export function faultOf(
  { kind, required, maxLength }: Omit<FieldSpec, 'name'>,
  value: string,
): FormError | null {
  if (value === '') return required ? 'empty' : null;
  if (value.length > maxLength) return 'too-long';
  // In one line there are no line ends, which headers of a mail would be made of; nowhere are there control characters.
  const unwanted = kind === 'area' ? /[^\P{Cc}\n\t]/u : /\p{Cc}/u;
  if (unwanted.test(value) || /[\ud800-\udfff]/u.test(value)) return 'bad-text';
  if (kind === 'email' && !emailSchema.safeParse(value).success) return 'bad-email';
  if (kind === 'date' && !dateSchema.safeParse(value).success) return 'bad-date';
  if (kind === 'tel' && !/^\+?[\d\s()/.-]{3,}$/.test(value)) return 'bad-telephone';
  return null;
}
