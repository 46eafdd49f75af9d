import * as z from 'zod';

const text = (longest: number) => z.string().trim().min(1).max(longest);
const asked = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  label: text(500),
  required: z.boolean().default(false),
};
const options = z
  .array(text(200))
  .min(2)
  .max(50)
  .refine((all) => new Set(all).size === all.length, 'has an option twice');

const questionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...asked, kind: z.literal('text'), maxLength: z.int().min(1).max(5_000).default(2_000) }),
  z.strictObject({ ...asked, kind: z.literal('choice'), options }),
  z.strictObject({ ...asked, kind: z.literal('several'), options }),
  z
    .strictObject({
      ...{ ...asked, kind: z.literal('scale'), from: z.int().min(0).max(1), to: z.int().min(2).max(10) },
      /** What the two ends mean. */
      ...{ low: text(60).optional(), high: text(60).optional() },
    })
    .refine(({ from, to }) => to > from, 'ends before it starts'),
]);

/** W4: a survey, as the operator writes it into a file. */
export const surveySchema = z.strictObject({
  title: text(200),
  intro: z.string().trim().max(2_000).default(''),
  /** The last day on which it is open, in UTC. */
  until: z.iso.date().optional(),
  /** People may leave an address; without it an answer is anonymous. */
  asksForAddress: z.boolean().default(false),
  questions: z
    .array(questionSchema)
    .min(1)
    .max(50)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'has an id twice'),
});

export type Question = z.infer<typeof questionSchema>;
export interface Survey extends z.infer<typeof surveySchema> {
  /** The name of its file. */
  readonly id: string;
}

/** Part of the path of a survey. */
export const SURVEY_ID = /^[a-z0-9-]{1,40}$/;

/** What a field of a question is called in the form. */
export const fieldOf = (question: Pick<Question, 'id'>) => `q-${question.id}`;

/** Everything that may be answered on a scale. */
export const stepsOf = ({ from, to }: { from: number; to: number }): string[] =>
  Array.from({ length: to - from + 1 }, (_, step) => String(from + step));
