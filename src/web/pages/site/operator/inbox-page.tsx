import type { FieldSpec } from '../../../../shared/site-forms.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { Field, FormAlert, type FormErrors } from '../form-parts.tsx';
import {
  Csrf,
  DeleteForm,
  type Frame,
  Paging,
  type Place,
  renderOperatorPage,
  Time,
} from './operator-page.tsx';

/** A message, as far as these pages show it. */
export interface InboxMessage {
  id: string;
  kind: 'feedback' | 'information';
  name: string | null;
  email: string | null;
  telephone: string | null;
  text: string;
  receivedAt: Date;
  answeredAt: Date | null;
  answer: string | null;
}

const EXCERPT = 120;

/** W4: what came by forms. */
export function renderInboxPage(options: {
  frame: Frame;
  messages: readonly InboxMessage[];
  place: Place;
}): string {
  const { frame, messages, place } = options;
  return renderOperatorPage({
    ...{ frame, path: '/operator', title: operatorT('inbox.title') },
    children: (
      <>
        <ul class="operator-list">
          {messages.map((message) => (
            <li key={message.id} class="operator-line" data-state={message.answeredAt ? 'answered' : 'new'}>
              <a href={`/operator/messages/${message.id}`}>{excerpt(message.text)}</a>
              <span class="hint">
                {operatorT(message.answeredAt ? 'inbox.answered' : 'inbox.new')} ·{' '}
                {operatorT(`kind.${message.kind}`)} · <Time at={message.receivedAt} />
              </span>
            </li>
          ))}
        </ul>
        <Paging path="/operator" place={place} />
      </>
    ),
  });
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const letters = [...line];
  return letters.length > EXCERPT ? `${letters.slice(0, EXCERPT).join('')} ...` : line;
}

/** W4: a message, and its answer or the form for it. */
export function renderMessagePage(options: {
  frame: Frame;
  message: InboxMessage;
  field: FieldSpec;
  values: Readonly<Record<string, string>>;
  errors: FormErrors;
}): string {
  const { frame, message, field, values, errors } = options;
  const path = `/operator/messages/${message.id}`;
  const { name, email, telephone } = message;
  return renderOperatorPage({
    ...{ frame, path, title: operatorT(`kind.${message.kind}`) },
    children: (
      <>
        <dl class="operator-facts">
          <dt>{operatorT('message.received')}</dt>
          <dd>
            <Time at={message.receivedAt} />
          </dd>
          <dt>{operatorT('message.from')}</dt>
          <dd>{name ?? operatorT('message.anonymous')}</dd>
          {email ? (
            <>
              <dt>{operatorT('message.email')}</dt>
              <dd>
                <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a>
              </dd>
            </>
          ) : null}
          {telephone ? (
            <>
              <dt>{operatorT('message.telephone')}</dt>
              <dd>
                <a href={`tel:${telephone.replace(/[^\d+]/g, '')}`}>{telephone}</a>
              </dd>
            </>
          ) : null}
        </dl>
        <p class="operator-text" id="message-text">
          {message.text}
        </p>
        {message.answeredAt ? (
          <section>
            <h2>{operatorT('message.answer')}</h2>
            <p class="operator-text" id="message-answer">
              {message.answer}
            </p>
            <p class="hint">
              <Time at={message.answeredAt} />
            </p>
          </section>
        ) : (
          <form class="site-form" method="post" action={`${path}/answer`} noValidate>
            <FormAlert errors={errors} />
            <Csrf frame={frame} />
            <Field
              {...{ field, label: operatorT('message.answer'), value: values[field.name] ?? '' }}
              error={errors[field.name]}
            />
            <p class="hint">
              {email ? operatorT('message.by-mail', { email }) : operatorT('message.no-mail')}
            </p>
            <button class="button button-main" type="submit">
              {operatorT('message.send')}
            </button>
          </form>
        )}
        <DeleteForm frame={frame} action={`${path}/delete`} />
      </>
    ),
  });
}
