import type { FieldSpec } from '../../../../shared/site-forms.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { Field, FormAlert, type FormErrors } from '../form-parts.tsx';
import {
  Csrf,
  type Frame,
  opensText,
  Paging,
  type Place,
  renderOperatorPage,
  Table,
  Time,
} from './operator-page.tsx';

/** What was typed into a form of this page, and what is wrong with it. */
export interface Typed {
  values: Readonly<Record<string, string>>;
  errors: FormErrors;
}

export interface NewsPageOptions {
  frame: Frame;
  numbers: { confirmed: number; asked: number; suppressed: number };
  campaigns: readonly {
    id: string;
    subject: string;
    state: 'draft' | 'sending' | 'paused' | 'sent';
    createdAt: Date;
    opens: number;
  }[];
  place: Place;
  fields: { people: readonly FieldSpec[]; leave: FieldSpec; erase: FieldSpec };
  typed: Typed;
  /** What came of an import. */
  imported: { added: number; known: number; suppressed: number; wrong: readonly number[] } | null;
  done: 'leave' | 'erase' | null;
}

/** W4, W5: who wants news, and what was sent to them. */
export function renderNewsPage(options: NewsPageOptions): string {
  const { frame, numbers, campaigns, place, done } = options;
  const title = operatorT('news.campaigns');
  const head = [operatorT('news.subject'), operatorT('mail.state'), operatorT('news.opens')];
  return renderOperatorPage({
    ...{ frame, path: '/operator/news', title: operatorT('news.title') },
    children: (
      <>
        {done ? (
          <p role="status" id="news-done">
            {operatorT(`news.${done}-done`)}
          </p>
        ) : null}
        <h2>{title}</h2>
        <p>
          <a href="/operator/news/new">{operatorT('news.write')}</a>
        </p>
        {campaigns.length > 0 ? (
          <Table label={title} head={[...head, operatorT('list.time')]}>
            {campaigns.map(({ id, subject, state, opens, createdAt }) => (
              <tr key={id}>
                <td class="operator-text">
                  <a href={`/operator/news/${id}`}>{subject}</a>
                </td>
                <td>{operatorT(`news.${state}`)}</td>
                <td>{opensText(opens)}</td>
                <td>
                  <Time at={createdAt} />
                </td>
              </tr>
            ))}
          </Table>
        ) : null}
        <Paging path="/operator/news" place={place} />
        <h2>{operatorT('news.people')}</h2>
        <dl class="operator-facts">
          {(['confirmed', 'asked', 'suppressed'] as const).map((name) => (
            <>
              <dt>{operatorT(`news.${name}`)}</dt>
              <dd>{numbers[name]}</dd>
            </>
          ))}
        </dl>
        <People {...options} />
      </>
    ),
  });
}

function People({ frame, fields, typed, imported }: NewsPageOptions) {
  const wrong = imported?.wrong.length ?? 0;
  return (
    <>
      <h2>{operatorT('news.import')}</h2>
      {imported ? (
        <div role="status" id="import-done">
          <p>
            {operatorT('news.import-done', {
              ...{ added: imported.added, known: imported.known, suppressed: imported.suppressed },
            })}
          </p>
          {wrong > 0 ? <p class="error">{operatorT('news.import-wrong', { count: wrong })}</p> : null}
        </div>
      ) : null}
      <p class="hint">{operatorT('news.import-lead')}</p>
      <form class="site-form" method="post" action="/operator/news/import" noValidate>
        {fields.people.some(({ name }) => typed.errors[name]) ? <FormAlert errors={typed.errors} /> : null}
        <Csrf frame={frame} />
        {fields.people.map((field) => (
          <Field
            key={field.name}
            {...{ field, error: typed.errors[field.name], value: typed.values[field.name] ?? '' }}
            label={operatorT(`news.import-${field.name}` as 'news.import-people')}
          />
        ))}
        <button class="button" type="submit">
          {operatorT('news.import-button')}
        </button>
      </form>
      <h2>{operatorT('news.leave')}</h2>
      <p class="hint">{operatorT('news.leave-lead')}</p>
      <OneFieldForm {...{ frame, typed, field: fields.leave, action: '/operator/news/leave' }} name="leave" />
      <details class="operator-delete" open={typed.errors[fields.erase.name] !== undefined}>
        <summary>{operatorT('news.erase')}</summary>
        <p class="hint">{operatorT('news.erase-lead')}</p>
        <OneFieldForm
          {...{ frame, typed, field: fields.erase, action: '/operator/news/erase' }}
          name="erase"
        />
      </details>
    </>
  );
}

function OneFieldForm(props: {
  frame: Frame;
  action: string;
  field: FieldSpec;
  typed: Typed;
  name: 'leave' | 'erase';
}) {
  const { frame, action, field, typed, name } = props;
  const error = typed.errors[field.name];
  return (
    <form class="site-form" method="post" action={action} noValidate>
      {error ? <FormAlert errors={typed.errors} /> : null}
      <Csrf frame={frame} />
      <Field
        {...{ field, error, label: operatorT(`news.${name}-field`) }}
        value={typed.values[field.name] ?? ''}
      />
      <button class="button" type="submit">
        {operatorT(`news.${name}-button`)}
      </button>
    </form>
  );
}
