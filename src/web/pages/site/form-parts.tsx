import { type FieldSpec, type FormError, HIDDEN_FIELDS } from '../../../shared/site-forms.ts';
import { type SiteTextKey, siteT } from '../../i18n/site-t.ts';

/** By the names of fields; '': of the whole form. */
export type FormErrors = Readonly<Record<string, FormError>>;

/** Says that a form was not taken, and why where that is nothing of a field. */
export function FormAlert({ errors }: { errors: FormErrors }) {
  if (Object.keys(errors).length === 0) return null;
  return (
    <p class="error" role="alert" id="form-error">
      {errors[''] ? errorText(errors['']) : siteT('form.wrong')}
    </p>
  );
}

/** What goes with a form unseen, and the trap for machines. */
export function HiddenFields({ id, token }: { id: string; token: string }) {
  return (
    <>
      <input type="hidden" name={HIDDEN_FIELDS.id} value={id} />
      <input type="hidden" name={HIDDEN_FIELDS.token} value={token} />
      <div class="site-trap" aria-hidden="true">
        <label for="website">{siteT('form.trap')}</label>
        <input id="website" name={HIDDEN_FIELDS.trap} tabIndex={-1} autocomplete="off" value="" />
      </div>
    </>
  );
}

export interface FieldProps {
  field: FieldSpec;
  label: string;
  value: string;
  error: FormError | undefined;
}

/** A field with its label, what was typed, and what is wrong with it. */
export function Field({ field, label, value, error }: FieldProps) {
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
        {label}
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
      <FieldError id={`${id}-error`} {...{ error, maxLength }} />
    </div>
  );
}

/** Stands beside what it is about. */
export function FieldError(props: { id: string; error: FormError | undefined; maxLength?: number }) {
  if (props.error === undefined) return null;
  return (
    <p class="error" id={props.id}>
      {errorText(props.error, props.maxLength)}
    </p>
  );
}

function errorText(error: FormError, count = 0): string {
  const key: SiteTextKey = `form.error.${error}`;
  return key === 'form.error.too-long' ? siteT(key, { count }) : siteT(key);
}
