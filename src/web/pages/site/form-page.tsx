import {
  type FieldSpec,
  FORM_FIELDS,
  type FormError,
  type FormName,
  HIDDEN_FIELDS,
} from '../../../shared/site-forms.ts';
import { type SiteTextKey, siteT } from '../../i18n/site-t.ts';
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
        <p class="site-lead">{siteT(`${form}.lead`)}</p>
        <SiteForm {...{ form, values, errors, hidden }} />
      </>
    ),
  });
}

/** A form with its fields, and what every form says of children (N4). */
export function SiteForm({ form, values, errors, hidden }: Omit<FormPageOptions, 'styles'>) {
  const hasErrors = Object.keys(errors).length > 0;
  return (
    <form class="site-form" method="post" action={`/${form}`} noValidate>
      {hasErrors ? (
        <p class="error" role="alert" id="form-error">
          {errors[''] ? errorText(errors['']) : siteT('form.wrong')}
        </p>
      ) : null}
      <input type="hidden" name={HIDDEN_FIELDS.id} value={hidden.id} />
      <input type="hidden" name={HIDDEN_FIELDS.token} value={hidden.token} />
      <div class="site-trap" aria-hidden="true">
        <label for="website">{siteT('form.trap')}</label>
        <input id="website" name={HIDDEN_FIELDS.trap} tabIndex={-1} autocomplete="off" value="" />
      </div>
      {FORM_FIELDS[form].map((field) => (
        <Field
          key={field.name}
          {...{ form, field, value: values[field.name] ?? '', error: errors[field.name] }}
        />
      ))}
      <p class="hint">{siteT(form === 'news' ? 'news.children' : 'form.children')}</p>
      <button class="button-main" type="submit">
        {siteT('form.send')}
      </button>
    </form>
  );
}

/** W4: what was sent has arrived. */
export function renderThanksPage({ form, styles }: Pick<FormPageOptions, 'form' | 'styles'>): string {
  return renderSitePage({
    title: siteT(`${form}.title`),
    ...{ styles, path: `/${form}` },
    children: (
      <>
        <p class="site-lead" role="status">
          {siteT(`${form}.thanks`)}
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

interface FieldProps {
  form: FormName;
  field: FieldSpec;
  value: string;
  error: FormError | undefined;
}

function Field({ form, field, value, error }: FieldProps) {
  const { name, kind, required, maxLength, autocomplete } = field;
  const id = `field-${name}`;
  const shared = {
    ...{ id, name, required, class: 'field' },
    ...(autocomplete ? { autocomplete } : {}),
    ...(error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {}),
  };
  return (
    <div class="site-field">
      <label class="label" for={id}>
        {labelOf(form, field)}
        {required ? null : <span class="count"> {siteT('form.optional')}</span>}
      </label>
      {kind === 'area' ? (
        <textarea {...shared} rows={7} maxLength={maxLength}>
          {value}
        </textarea>
      ) : kind === 'age' ? (
        <select {...shared} value={value}>
          {(['open', 'adult', 'child'] as const).map((age) => (
            <option key={age} value={age} selected={value === age}>
              {siteT(`form.age-${age}`)}
            </option>
          ))}
        </select>
      ) : (
        <input {...shared} type={kind as 'text'} maxLength={maxLength} value={value} />
      )}
      {error ? (
        <p class="error" id={`${id}-error`}>
          {errorText(error, maxLength)}
        </p>
      ) : null}
    </div>
  );
}

const labelOf = (form: FormName, { name }: FieldSpec) =>
  siteT((name === 'text' ? `${form}.text` : `form.${name}`) as 'form.name');

function errorText(error: FormError, count = 0): string {
  const key: SiteTextKey = `form.error.${error}`;
  return key === 'form.error.too-long' ? siteT(key, { count }) : siteT(key);
}
