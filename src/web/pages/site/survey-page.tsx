import { type FormError, SURVEY_PERSONAL } from '../../../shared/site-forms.ts';
import { fieldOf, type Question, type Survey, stepsOf } from '../../../shared/surveys.ts';
import { siteT } from '../../i18n/site-t.ts';
import { Field, FieldError, FormAlert, type FormErrors, HiddenFields } from './form-parts.tsx';
import { renderSitePage } from './site-document.tsx';

export interface SurveyPageOptions {
  survey: Survey;
  styles: readonly string[];
  /** What was answered, by the names of fields. */
  values: Readonly<Record<string, string | string[]>>;
  errors: FormErrors;
  hidden: { id: string; token: string };
}

/** W4: a survey, empty, or with what was answered and what is wrong with it. */
export function renderSurveyPage({ survey, styles, values, errors, hidden }: SurveyPageOptions): string {
  const path = `/survey/${survey.id}`;
  return renderSitePage({
    ...{ title: survey.title, styles, path },
    children: (
      <>
        {survey.intro ? <p class="site-lead operator-text">{survey.intro}</p> : null}
        <p class="hint">{siteT(survey.asksForAddress ? 'survey.personal' : 'survey.anonymous')}</p>
        <form class="site-form" method="post" action={path} noValidate>
          <FormAlert errors={errors} />
          <HiddenFields {...hidden} />
          {survey.questions.map((question) => (
            <Asked
              key={question.id}
              question={question}
              given={[values[fieldOf(question)] ?? []].flat()}
              error={errors[fieldOf(question)]}
            />
          ))}
          {survey.asksForAddress ? (
            <>
              {SURVEY_PERSONAL.map((field) => (
                <Field
                  key={field.name}
                  {...{ field, label: siteT(field.name === 'email' ? 'survey.email' : 'form.age') }}
                  {...{ value: String(values[field.name] ?? ''), error: errors[field.name] }}
                />
              ))}
              <p class="hint">{siteT('survey.children')}</p>
            </>
          ) : null}
          <button class="button button-main" type="submit">
            {siteT('survey.send')}
          </button>
        </form>
      </>
    ),
  });
}

interface AskedProps {
  question: Question;
  given: string[];
  error: FormError | undefined;
}

function Asked({ question, given, error }: AskedProps) {
  const { kind, label, required } = question;
  const name = fieldOf(question);
  if (kind === 'text') {
    const field = { name, kind: 'area', required, maxLength: question.maxLength } as const;
    return <Field {...{ field, label, error, value: given[0] ?? '' }} />;
  }
  const id = `field-${name}`;
  const offered = kind === 'scale' ? stepsOf(question) : question.options;
  return (
    <fieldset
      {...{ id, class: 'survey-question' }}
      {...(error ? { 'aria-describedby': `${id}-error` } : {})}
      data-kind={kind}
    >
      <legend class="label">
        {label}
        {required ? null : <span class="count"> {siteT('form.optional')}</span>}
      </legend>
      {kind === 'scale' && question.low ? <span class="hint">{question.low}</span> : null}
      {offered.map((value) => (
        <label key={value} class="survey-option">
          <input
            {...{ name, value, type: kind === 'several' ? 'checkbox' : 'radio' }}
            checked={given.includes(value)}
          />
          {value}
        </label>
      ))}
      {kind === 'scale' && question.high ? <span class="hint">{question.high}</span> : null}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}

/** W4: the answers have arrived, or the survey has ended. */
export function renderSurveyWordPage(options: {
  survey: Survey;
  styles: readonly string[];
  word: 'thanks' | 'over';
}): string {
  const { survey, styles, word } = options;
  return renderSitePage({
    ...{ title: survey.title, styles, path: `/survey/${survey.id}` },
    children: (
      <>
        <p class="site-lead" role="status">
          {siteT(`survey.${word}`)}
        </p>
        <p>
          <a href="/">{siteT('survey.home')}</a>
        </p>
      </>
    ),
  });
}
