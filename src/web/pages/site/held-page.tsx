import { type SiteTextKey, siteT } from '../../i18n/site-t.ts';
import { timeText } from '../time-text.ts';
import { renderSitePage } from './site-document.tsx';

export interface HeldPageOptions {
  styles: readonly string[];
  token: string;
  /** The address that is proved. */
  email: string;
  /** Rows by kind, as they are held. */
  held: Readonly<Record<HeldKind, readonly object[]>>;
  /** A name that cannot be taken. */
  name?: string;
  renamed?: boolean;
}

const KINDS = ['messages', 'subscribers', 'surveyAnswers', 'mails'] as const;
type HeldKind = (typeof KINDS)[number];

/** W11: all that is held under an address, and what its owner can do about it. Loading it changes nothing. */
export function renderHeldPage({ styles, token, email, held, name, renamed }: HeldPageOptions): string {
  const count = KINDS.reduce((sum, kind) => sum + held[kind].length, 0);
  const action = `/your-data/${token}`;
  return renderSitePage({
    title: siteT('held.title'),
    ...{ styles, path: '/your-data' },
    children: (
      <>
        <p class="site-lead">{siteT('held.lead', { email, count })}</p>
        {renamed ? <p role="status">{siteT('held.renamed')}</p> : null}
        {KINDS.map((kind) => (
          <section key={kind} class="held-kind">
            <h2>{siteT(`held.${kind}`)}</h2>
            {held[kind].length === 0 ? <p class="hint">{siteT('held.none')}</p> : null}
            {held[kind].map((row, index) => (
              <Row key={index} row={row} />
            ))}
          </section>
        ))}
        <h2>{siteT('held.actions')}</h2>
        <p>
          <a href={`${action}/export.json`} download>
            {siteT('held.export')}
          </a>
        </p>
        <form class="site-form" method="post" action={`${action}/name`}>
          <div class="site-field">
            <label class="label" for="field-name">
              {siteT('held.name')}
            </label>
            <input
              {...{ id: 'field-name', name: 'name', class: 'field', maxLength: 100 }}
              value={name ?? nameIn(held)}
              autocomplete="name"
              {...(name === undefined
                ? {}
                : { 'aria-invalid': true, 'aria-describedby': 'field-name-error' })}
            />
            {name === undefined ? null : (
              <p class="error" id="field-name-error">
                {siteT('held.bad-name')}
              </p>
            )}
          </div>
          <button class="button" type="submit">
            {siteT('held.rename')}
          </button>
        </form>
        <form class="site-form" method="post" action={`${action}/erase`}>
          <p>{siteT('held.erase-what')}</p>
          <button class="button" type="submit">
            {siteT('held.erase')}
          </button>
        </form>
      </>
    ),
  });
}

/** The latest name there is. */
function nameIn({ messages, subscribers }: HeldPageOptions['held']): string {
  const names = [...subscribers, ...messages].flatMap((row) =>
    'name' in row && row.name ? [String(row.name)] : [],
  );
  return names[0] ?? '';
}

function Row({ row }: { row: object }) {
  return (
    <dl class="facts">
      {Object.entries(row).map(([key, value]) =>
        value === null || key === 'id' ? null : (
          <div key={key} class="fact">
            <dt>{labelOf(key)}</dt>
            <dd>{textOf(value)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Such as "received at" of `receivedAt`. */
const labelOf = (key: string) => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function textOf(value: unknown): string {
  if (value instanceof Date) return timeText(value.getTime());
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What a short page says. */
export type RightsNote = 'sent' | 'erased' | 'over' | 'away';

/** W11: a link was sent, everything is erased, or a link is over. */
export function renderRightsNote({ note, styles }: { note: RightsNote; styles: readonly string[] }): string {
  const key: SiteTextKey = `rights.${note}`;
  return renderSitePage({
    title: siteT('your-data.title'),
    ...{ styles, path: '/your-data' },
    children: (
      <>
        <p class="site-lead" role={note === 'sent' || note === 'erased' ? 'status' : 'alert'}>
          {siteT(key)}
        </p>
        <p>
          <a href="/your-data">{siteT('rights.again')}</a>
        </p>
      </>
    ),
  });
}
