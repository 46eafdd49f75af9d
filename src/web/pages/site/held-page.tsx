import { CORRECTABLE, CORRECTION_FIELDS, shownField } from '../../../shared/site-forms.ts';
import { type SiteTextKey, siteT } from '../../i18n/site-t.ts';
import { Field, FormAlert, type FormErrors } from './form-parts.tsx';
import { HeldRow } from './held-row.tsx';
import { renderSitePage } from './site-document.tsx';

export interface HeldPageOptions {
  styles: readonly string[];
  token: string;
  /** The address that is proved. */
  email: string;
  /** Rows by kind, as they are held. */
  held: Readonly<Record<HeldKind, readonly object[]>>;
  /** What was typed as a correction, and what is wrong with it. */
  values?: Readonly<Record<string, string>>;
  errors?: FormErrors;
  /** What came of a correction. */
  done?: 'corrected' | 'same';
}

const KINDS = ['messages', 'subscribers', 'surveyAnswers', 'mails', 'suppressions'] as const;
type HeldKind = (typeof KINDS)[number];

/** W11: all that is held under an address, and what its owner can do about it. Loading it changes nothing. */
export function renderHeldPage(options: HeldPageOptions): string {
  const { styles, token, email, held, done } = options;
  const count = KINDS.reduce((sum, kind) => sum + held[kind].length, 0);
  const action = `/your-data/${token}`;
  return renderSitePage({
    title: siteT('held.title'),
    ...{ styles, path: '/your-data' },
    children: (
      <>
        <p class="site-lead">{siteT('held.lead', { email, count })}</p>
        {done ? <p role="status">{siteT(`held.${done}`)}</p> : null}
        {KINDS.map((kind) => (
          <section key={kind} class="held-kind">
            <h2>{siteT(`held.${kind}`)}</h2>
            {held[kind].length === 0 ? <p class="hint">{siteT('held.none')}</p> : null}
            {held[kind].map((row, index) => (
              <HeldRow key={index} row={row} />
            ))}
          </section>
        ))}
        <h2>{siteT('held.actions')}</h2>
        <p>
          <a href={`${action}/export.json`} download>
            {siteT('held.export')}
          </a>
        </p>
        <CorrectionForm {...options} />
        <p>
          {siteT('held.else')} <a href="/feedback">{siteT('held.write')}</a>
        </p>
        <form class="site-form" method="post" action={`${action}/erase`}>
          <p>{siteT('held.erase-what')}</p>
          <p class="hint">{siteT('held.copies')}</p>
          <button class="button" type="submit">
            {siteT('held.erase')}
          </button>
        </form>
      </>
    ),
  });
}

/** Fields for what was given somewhere; where nothing was there is nothing to correct. */
function CorrectionForm({ token, held, values = {}, errors = {} }: HeldPageOptions) {
  const given = CORRECTABLE.flatMap((field) => {
    const value = latestOf(held, field.name);
    return value === null ? [] : [{ field, value }];
  });
  if (given.length === 0) return null;
  const age = CORRECTION_FIELDS.find(({ kind }) => kind === 'age');
  return (
    <form class="site-form" method="post" action={`/your-data/${token}/correct`} noValidate>
      <FormAlert errors={errors} />
      <p>{siteT('held.correct-what')}</p>
      {given.map(({ field, value }) => (
        <div key={field.name}>
          <input
            type="hidden"
            name={shownField(field.name)}
            value={values[shownField(field.name)] ?? value}
          />
          <Field
            {...{ field, label: siteT(`form.${field.name}` as 'form.name') }}
            {...{ value: values[field.name] ?? value, error: errors[field.name] }}
          />
        </div>
      ))}
      {age ? (
        <Field
          {...{ field: age, label: siteT('form.age') }}
          {...{ value: values.age ?? '', error: errors.age }}
        />
      ) : null}
      <p class="hint">{siteT('held.children')}</p>
      <button class="button" type="submit">
        {siteT('held.correct')}
      </button>
    </form>
  );
}

/** What was given last of this; null: nothing. */
function latestOf({ messages, subscribers }: HeldPageOptions['held'], name: string): string | null {
  const rows = [...subscribers, ...messages] as Readonly<Record<string, unknown>>[];
  const timeOf = (row: Readonly<Record<string, unknown>>) => Number(row.receivedAt ?? row.askedAt);
  const [latest] = rows.filter((row) => row[name]).sort((one, other) => timeOf(other) - timeOf(one));
  return latest === undefined ? null : String(latest[name]);
}

/** What a short page says. */
export type RightsNote = 'sent' | 'sent-later' | 'erased' | 'over' | 'away';

/** W11: a link was sent, everything is erased, or a link is over. */
export function renderRightsNote({ note, styles }: { note: RightsNote; styles: readonly string[] }): string {
  const key: SiteTextKey = `rights.${note}`;
  return renderSitePage({
    title: siteT('your-data.title'),
    ...{ styles, path: '/your-data' },
    children: (
      <>
        <p class="site-lead" role={note === 'over' || note === 'away' ? 'alert' : 'status'}>
          {siteT(key)}
        </p>
        <p>
          <a href="/your-data">{siteT('rights.again')}</a>
        </p>
      </>
    ),
  });
}
