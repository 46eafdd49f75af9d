import { BOUNCES } from '../../../../shared/news.ts';
import { type FieldSpec, HIDDEN_FIELDS } from '../../../../shared/site-forms.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { Field, FormAlert } from '../form-parts.tsx';
import type { Typed } from './news-page.tsx';
import { Csrf, DeleteForm, type Frame, opensText, renderOperatorPage } from './operator-page.tsx';

export interface CampaignFacts {
  id: string;
  subject: string;
  state: 'draft' | 'sending' | 'paused' | 'sent';
  opens: number;
}
type Counts = Readonly<Record<'waiting' | 'sending' | 'sent' | 'failed' | 'unknown', number>>;

interface DraftFormProps {
  frame: Frame;
  fields: readonly FieldSpec[];
  typed: Typed;
  action: string;
  /** Of a new draft: a form sent twice is one draft. */
  id?: string;
}

/** W4: the form for a new mail to the list. */
export function renderNewDraftPage(options: Omit<DraftFormProps, 'action'>): string {
  return renderOperatorPage({
    ...{ frame: options.frame, path: '/operator/news/new', title: operatorT('draft.title') },
    children: <DraftForm {...options} action="/operator/news" />,
  });
}

export interface CampaignPageOptions {
  frame: Frame;
  campaign: CampaignFacts;
  /** The text that one reader gets. */
  preview: string;
  fields: readonly FieldSpec[];
  draft: Typed;
  testField: FieldSpec;
  test: Typed;
  isTested: boolean;
  /** The server cannot send mail yet: the test mail waits. */
  mailsWait: boolean;
  /** The draft was sent meanwhile: what was typed since. */
  late: string | null;
  progress: Counts;
}

/** W4: a mail to the list: a draft with all that can be done with it, or how far it is. */
export function renderCampaignPage(options: CampaignPageOptions): string {
  const { frame, campaign, preview, late } = options;
  const path = `/operator/news/${campaign.id}`;
  return renderOperatorPage({
    ...{ frame, path, title: campaign.subject },
    children: (
      <>
        {late === null ? null : (
          <>
            <p role="alert" class="error" id="draft-begun">
              {operatorT('draft.begun')}
            </p>
            <textarea class="field" readOnly rows={7} aria-label={operatorT('refused.typed')}>
              {late}
            </textarea>
          </>
        )}
        {campaign.state === 'draft' ? <Draft {...options} path={path} /> : <Sent {...options} path={path} />}
        <h2>{operatorT('draft.preview')}</h2>
        <Preview text={preview} />
        <p>
          <a href={`${path}/preview`}>{operatorT('draft.preview-html')}</a>
        </p>
        {campaign.state === 'draft' ? <DeleteForm frame={frame} action={`${path}/delete`} /> : null}
      </>
    ),
  });
}

function DraftForm({ frame, fields, typed, action, id }: DraftFormProps) {
  return (
    <form class="site-form" method="post" action={action} noValidate>
      <FormAlert errors={typed.errors} />
      <Csrf frame={frame} />
      {id ? <input type="hidden" name={HIDDEN_FIELDS.id} value={id} /> : null}
      <p class="hint">{operatorT('draft.lead')}</p>
      {fields.map((field) => (
        <Field
          key={field.name}
          {...{ field, label: operatorT(`draft.${field.name}` as 'draft.text') }}
          {...{ value: typed.values[field.name] ?? '', error: typed.errors[field.name] }}
        />
      ))}
      <button class="button button-main" type="submit">
        {operatorT('draft.keep')}
      </button>
    </form>
  );
}

function Draft(props: CampaignPageOptions & { path: string }) {
  const { frame, fields, draft, testField, test, isTested, mailsWait, path } = props;
  return (
    <>
      <DraftForm {...{ frame, fields, typed: draft, action: path }} />
      <p>
        <a href={`${path}/start`}>{operatorT('draft.to-start')}</a>
      </p>
      <h2>{operatorT('draft.test')}</h2>
      {isTested ? (
        <p role="status" id="test-done">
          {operatorT(mailsWait ? 'draft.test-later' : 'draft.test-done')}
        </p>
      ) : null}
      <form class="site-form" method="post" action={`${path}/test`} noValidate>
        <FormAlert errors={test.errors} />
        <Csrf frame={frame} />
        <Field
          {...{ field: testField, label: operatorT('draft.test-field') }}
          {...{ value: test.values[testField.name] ?? '', error: test.errors[testField.name] }}
        />
        <button class="button" type="submit">
          {operatorT('draft.test-button')}
        </button>
      </form>
    </>
  );
}

function Sent({ frame, campaign, progress, path }: CampaignPageOptions & { path: string }) {
  return (
    <>
      <h2>{operatorT('progress.title')}</h2>
      <p id="campaign-state">{operatorT(`news.${campaign.state}`)}</p>
      <dl class="operator-facts" id="campaign-progress">
        {(['waiting', 'sending', 'sent', 'failed', 'unknown'] as const).map((state) => (
          <>
            <dt>{operatorT(`mail.${state}`)}</dt>
            <dd>{progress[state]}</dd>
          </>
        ))}
        <dt>{operatorT('progress.opens')}</dt>
        <dd>{opensText(campaign.opens)}</dd>
      </dl>
      {campaign.state === 'paused' ? (
        <>
          <p role="alert" id="campaign-paused">
            {operatorT('paused.why', BOUNCES)} <a href="/operator/mail">{operatorT('paused.mails')}</a>
          </p>
          <form class="site-form" method="post" action={`${path}/resume`}>
            <Csrf frame={frame} />
            <button class="button" type="submit">
              {operatorT('paused.button')}
            </button>
          </form>
        </>
      ) : null}
      {campaign.state === 'sending' || campaign.state === 'paused' ? (
        <>
          <p class="hint">{operatorT('progress.lead')}</p>
          <form class="site-form" method="post" action={`${path}/stop`}>
            <Csrf frame={frame} />
            <p class="hint">{operatorT('stop.lead')}</p>
            <button class="button" type="submit">
              {operatorT('stop.button')}
            </button>
          </form>
        </>
      ) : null}
    </>
  );
}

function Preview({ text }: { text: string }) {
  return (
    <p class="operator-text" id="campaign-preview">
      {text}
    </p>
  );
}

/** Asks whether a mail is to go to everybody. */
export function renderStartPage(options: {
  frame: Frame;
  campaign: CampaignFacts;
  preview: string;
  readers: number;
}): string {
  const { frame, campaign, preview, readers } = options;
  const path = `/operator/news/${campaign.id}`;
  return renderOperatorPage({
    ...{ frame, path: `${path}/start`, title: operatorT('start.title') },
    children: (
      <>
        <p class="site-lead">
          {readers === 0 ? operatorT('start.nobody') : operatorT('start.lead', { count: readers })}
        </p>
        <h2>{campaign.subject}</h2>
        <Preview text={preview} />
        {readers === 0 ? null : (
          <form class="site-form" method="post" action={`${path}/start`}>
            <Csrf frame={frame} />
            <button class="button button-main" type="submit">
              {operatorT('start.button')}
            </button>
          </form>
        )}
        <p>
          <a href={path}>{operatorT('start.back')}</a>
        </p>
      </>
    ),
  });
}
