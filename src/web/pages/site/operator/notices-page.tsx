import { type FieldSpec, HIDDEN_FIELDS } from '../../../../shared/site-forms.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { Field, FormAlert, type FormErrors } from '../form-parts.tsx';
import { Csrf, DeleteForm, type Frame, renderOperatorPage } from './operator-page.tsx';

/** W3: notices for the home page, and the form for a new one. */
export function renderNoticesPage(options: {
  frame: Frame;
  notices: readonly { id: string; text: string; from: Date; until: Date }[];
  now: Date;
  fields: readonly FieldSpec[];
  values: Readonly<Record<string, string>>;
  errors: FormErrors;
  /** Of the new notice: a form sent twice is one notice. */
  id: string;
}): string {
  const { frame, notices, now, fields, values, errors, id } = options;
  return renderOperatorPage({
    ...{ frame, path: '/operator/notices', title: operatorT('notices.title') },
    children: (
      <>
        <p class="site-lead">{operatorT('notices.lead')}</p>
        <h2>{operatorT('notices.new')}</h2>
        <form class="site-form" method="post" action="/operator/notices" noValidate>
          <FormAlert errors={errors} />
          <Csrf frame={frame} />
          <input type="hidden" name={HIDDEN_FIELDS.id} value={id} />
          {fields.map((field) => (
            <Field
              key={field.name}
              {...{ field, label: operatorT(`notices.${field.name}` as 'notices.text') }}
              {...{ value: values[field.name] ?? '', error: errors[field.name] }}
            />
          ))}
          <button class="button button-main" type="submit">
            {operatorT('notices.add')}
          </button>
        </form>
        <h2>{operatorT('notices.all')}</h2>
        {notices.length === 0 ? <p>{operatorT('list.empty')}</p> : null}
        <ul class="operator-list">
          {notices.map((notice) => (
            <li key={notice.id} class="operator-line">
              <span class="operator-text">{notice.text}</span>
              <span class="hint">
                {operatorT('notices.days', { from: day(notice.from), until: day(lastMoment(notice.until)) })}
                {notice.from <= now && now < notice.until ? ` · ${operatorT('notices.now')}` : null}
              </span>
              <DeleteForm
                frame={frame}
                action={`/operator/notices/${notice.id}/delete`}
                label={notice.text}
              />
            </li>
          ))}
        </ul>
      </>
    ),
  });
}

const day = (at: Date) => at.toISOString().slice(0, 10);
const lastMoment = (until: Date) => new Date(until.getTime() - 1);
