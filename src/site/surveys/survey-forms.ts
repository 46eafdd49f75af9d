import { type FormError, SURVEY_PERSONAL } from '../../shared/site-forms.ts';
import { fieldOf, type Question, type Survey, stepsOf } from '../../shared/surveys.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { SurveyAnswer } from '../../storage/durable/survey-store.ts';
import type { FormGuard } from '../forms/form-guard.ts';
import { faultOf, readFields, readHidden, textOf } from '../forms/read-form.ts';

export interface SurveyFormsOptions {
  store: Pick<DurableStore, 'surveys'>;
  guard: FormGuard;
  now: () => number;
  /** Somebody has answered; called again when the form is sent again. */
  onAnswer: (answer: SurveyAnswer) => Promise<void>;
  /** It could not be kept. */
  onError: (error: unknown) => void;
}

export type SurveyValues = Record<string, string | string[]>;
/** null: taken. Otherwise what was answered, and what is wrong. */
export type SurveyOutcome = { values: SurveyValues; errors: Record<string, FormError> } | null;

export const DAY_MS = 86_400_000;

/** W4: answers to surveys; anonymous unless an address is offered. */
export class SurveyForms {
  readonly #options: SurveyFormsOptions;

  constructor(options: SurveyFormsOptions) {
    this.#options = options;
  }

  /** The word that a survey's form carries. */
  tokenOf(survey: Survey): string {
    return this.#options.guard.tokenOf(`survey ${survey.id}`);
  }

  /** @param graceMs for those who opened it before */
  isOver({ until }: Survey, graceMs = 0): boolean {
    return until !== undefined && this.#options.now() >= Date.parse(until) + DAY_MS + graceMs;
  }

  async take(survey: Survey, body: unknown, address: string): Promise<SurveyOutcome> {
    const { store, guard, now, onAnswer, onError } = this.#options;
    const { values, errors, answers } = readAnswers(survey, body);
    const hidden = readHidden(body);
    const name = `survey ${survey.id}`;
    if (Object.keys(errors).length > 0) return { values, errors };
    const refused =
      hidden.id === null ? 'too-old' : (guard.refusal(name, hidden) ?? guard.count(name, address));
    if (refused !== null || hidden.id === null) return { values, errors: { '': refused ?? 'too-old' } };
    const email = String(values.email ?? '').toLowerCase();
    const answer: SurveyAnswer = {
      ...{ id: hidden.id, surveyId: survey.id, answers, answeredAt: new Date(now()) },
      email: email === '' ? null : email,
    };
    try {
      // A form that is sent twice is one answer, and what is done with it bears being done twice.
      await store.surveys.add(answer);
      await onAnswer(answer);
      return null;
    } catch (error) {
      // Whatever the reason: nobody is to lose what they wrote.
      onError(error);
      return { values, errors: { '': 'away' } };
    }
  }
}

function readAnswers(survey: Survey, body: unknown) {
  const given = (body ?? {}) as Record<string, unknown>;
  // N4: an address is refused together with an age under 13.
  const personal = readFields(survey.asksForAddress ? SURVEY_PERSONAL : [], body);
  const values: SurveyValues = { ...personal.values };
  const errors: Record<string, FormError> = { ...personal.errors };
  const answers: SurveyValues = {};
  for (const question of survey.questions) {
    const field = fieldOf(question);
    const value = question.kind === 'several' ? listOf(given[field]) : textOf(given[field]);
    const error = wrongWith(question, value);
    values[field] = value;
    if (error !== null) errors[field] = error;
    else if (value.length > 0) answers[question.id] = value;
  }
  const isEmpty = Object.keys(answers).length === 0 && Object.keys(errors).length === 0;
  const [first] = survey.questions as [Question];
  if (isEmpty) errors[fieldOf(first)] = first.kind === 'text' ? 'empty' : 'unchosen';
  return { values, errors, answers };
}

function wrongWith(question: Question, value: string | string[]): FormError | null {
  const { kind, required } = question;
  if (kind === 'text')
    return faultOf({ kind: 'area', required, maxLength: question.maxLength }, String(value));
  if (value.length === 0) return required ? 'unchosen' : null;
  const offered = kind === 'scale' ? stepsOf(question) : question.options;
  return [value].flat().every((each) => offered.includes(each)) ? null : 'bad-choice';
}

/** One tick comes as a text, several as a list. */
function listOf(value: unknown): string[] {
  return [...new Set([value].flat().map(textOf))].filter((each) => each !== '');
}
