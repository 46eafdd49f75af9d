/** The forms of the website (W4). */
export type FormName = 'feedback' | 'information' | 'news' | 'your-data';

/** What is wrong with a form, or with a field of it. */
export type FormError =
  | 'empty'
  | 'too-long'
  | 'bad-email'
  | 'bad-telephone'
  | 'bad-text'
  | 'unchosen'
  | 'bad-choice'
  | 'bad-date'
  | 'bad-order'
  | 'in-future'
  | 'no-way'
  | 'child'
  | 'trap'
  | 'too-quick'
  | 'too-old'
  | 'too-many'
  | 'too-large'
  | 'away';

export interface FieldSpec {
  readonly name: string;
  readonly kind: 'text' | 'email' | 'tel' | 'area' | 'age' | 'date';
  readonly required: boolean;
  readonly maxLength: number;
  /** See the HTML attribute. */
  readonly autocomplete?: string;
}

const PERSONAL: readonly FieldSpec[] = [
  { name: 'name', kind: 'text', required: false, maxLength: 100, autocomplete: 'name' },
  { name: 'email', kind: 'email', required: false, maxLength: 254, autocomplete: 'email' },
  { name: 'telephone', kind: 'tel', required: false, maxLength: 40, autocomplete: 'tel' },
  { name: 'age', kind: 'age', required: false, maxLength: 10 },
];
/** W4: what somebody may leave with the answers to a survey. */
export const SURVEY_PERSONAL = PERSONAL.filter(({ name }) => name === 'email' || name === 'age');
/** W11: what somebody can correct of what they gave. */
export const CORRECTABLE = PERSONAL.filter(({ name }) => name === 'name' || name === 'telephone');
/** N4: what the form for that asks. */
export const CORRECTION_FIELDS = PERSONAL.filter(({ name }) => name !== 'email');
/** W11: goes along unseen: what the page showed, so that only what differs is written. */
export const shownField = (name: string) => `shown-${name}`;
const TEXT: FieldSpec = { name: 'text', kind: 'area', required: true, maxLength: 5_000 };

/** The fields of each form, in their order on the page. */
export const FORM_FIELDS: Readonly<Record<FormName, readonly FieldSpec[]>> = {
  feedback: [TEXT, ...PERSONAL.filter(({ name }) => name !== 'telephone')],
  information: [TEXT, ...PERSONAL],
  news: PERSONAL.flatMap((field) =>
    field.name === 'telephone' ? [] : { ...field, required: field.name === 'email' },
  ),
  /** W11 */
  'your-data': PERSONAL.filter(({ name }) => name === 'email' || name === 'age').map((field) => ({
    ...field,
    required: field.name === 'email',
  })),
};

/** Fields that no person sees: the trap for machines, the submission's id, and when the page was made. */
export const HIDDEN_FIELDS = { trap: 'website', id: 'id', token: 'token' } as const;
