import { WORDING } from '../../../shared/news.ts';
import { type FieldSpec, FORM_FIELDS, type FormError, type FormName } from '../../../shared/site-forms.ts';
import { siteT } from '../../i18n/site-t.ts';
import { Field, FormAlert, HiddenFields } from './form-parts.tsx';
import { renderSitePage } from './site-document.tsx';

export interface FormPageOptions {
  form: FormName;
  styles: readonly string[];
  /** What was typed, by the names of fields. */
  values: Readonly<Record<string, string>>;
  /** What is wrong, by the names of fields; '' : with the whole. */
  errors: Readonly<Record<string, FormError>>;
  hidden: { id: string; token: string };
}

/** W4: a form, empty, or with what was typed and what is wrong with it. */
export function renderFormPage({ form, styles, values, errors, hidden }: FormPageOptions): string {
  return renderSitePage({
    title: siteT(`${form}.title`),
    ...{ styles, path: `/${form}` },
    children: (
      <>
        <p class="site-lead">{siteT(form === 'news' ? `consent.${WORDING}` : `${form}.lead`)}</p>
        <SiteForm {...{ form, values, errors, hidden }} />
      </>
    ),
  });
}

/** A form with its fields, and what every form says of children (N4). */
export function SiteForm({ form, values, errors, hidden }: Omit<FormPageOptions, 'styles'>) {
  return (
    <form class="site-form" method="post" action={`/${form}`} noValidate>
      <FormAlert errors={errors} />
      <HiddenFields {...hidden} />
      {FORM_FIELDS[form].map((field) => (
        <Field
          key={field.name}
          {...{ field, label: labelOf(form, field), value: values[field.name] ?? '' }}
          error={errors[field.name]}
        />
      ))}
      <p class="hint">{siteT(CHILDREN[form])}</p>
      <button class="button button-main" type="submit">
        {siteT('form.send')}
      </button>
    </form>
  );
}

/**
 * W4: what was sent has arrived.
 *
 * @param options.mailsWait the server cannot send mail yet, so that none is promised
 */
export function renderThanksPage({
  form,
  styles,
  mailsWait = false,
}: Pick<FormPageOptions, 'form' | 'styles'> & { mailsWait?: boolean }): string {
  return renderSitePage({
    title: siteT(`${form}.title`),
    ...{ styles, path: `/${form}` },
    children: (
      <>
        <p class="site-lead" role="status">
          {siteT(form === 'news' && mailsWait ? 'news.thanks-later' : `${form}.thanks`)}
        </p>
        {form === 'news' ? null : (
          <p>
            <a href={`/${form}`}>{siteT('form.again')}</a>
          </p>
        )}
      </>
    ),
  });
}

/** N4: what a child can do; a form that is nothing without an address is for adults to fill. */
const CHILDREN = {
  feedback: 'feedback.children',
  information: 'information.children',
  news: 'news.children',
  'your-data': 'your-data.children',
} as const;

const labelOf = (form: FormName, { name }: FieldSpec) =>
  siteT((name === 'text' ? `${form}.text` : `form.${name}`) as 'form.name');
