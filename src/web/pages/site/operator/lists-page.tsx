import { operatorT } from '../../../i18n/operator-en.ts';
import { type Frame, Paging, type Place, renderOperatorPage, Table, Time } from './operator-page.tsx';

export interface MailLine {
  id: string;
  recipient: string;
  subject: string;
  /** null: of news to somebody who left the list. */
  text: string | null;
  state: string;
  queuedAt: Date;
  sentAt: Date | null;
  error: string | null;
}

/** What is to be sent, or was: also what would be, were there a mail server. */
export function renderMailPage(options: { frame: Frame; mails: readonly MailLine[]; place: Place }): string {
  const { frame, mails, place } = options;
  return renderOperatorPage({
    ...{ frame, path: '/operator/mail', title: operatorT('mail.title') },
    children: (
      <>
        <p class="site-lead">{operatorT('mail.lead')}</p>
        <ul class="operator-list">
          {mails.map((mail) => (
            <li key={mail.id} class="operator-line">
              <details>
                <summary>{mail.subject}</summary>
                <p class="operator-text">{mail.text ?? operatorT('mail.left')}</p>
              </details>
              <span class="hint">
                {operatorT('mail.to')} {mail.recipient} · {operatorT(`mail.${mail.state}` as 'mail.waiting')}{' '}
                · <Time at={mail.sentAt ?? mail.queuedAt} />
              </span>
              {mail.error ? (
                <span class="error">
                  {operatorT('mail.error')}: {mail.error}
                </span>
              ) : null}
            </li>
          ))}
        </ul>
        <Paging path="/operator/mail" place={place} />
      </>
    ),
  });
}

/** What was done on these pages. */
export function renderLogPage(options: {
  frame: Frame;
  entries: readonly { id: number; at: Date; action: string }[];
  place: Place;
}): string {
  const { frame, entries, place } = options;
  const title = operatorT('log.title');
  return renderOperatorPage({
    ...{ frame, path: '/operator/log', title },
    children: (
      <>
        {entries.length > 0 ? (
          <Table label={title} head={[operatorT('list.time'), operatorT('log.action')]}>
            {entries.map(({ id, at, action }) => (
              <tr key={id}>
                <td>
                  <Time at={at} />
                </td>
                <td>{operatorT(`log.${action}` as 'log.sign-in-link')}</td>
              </tr>
            ))}
          </Table>
        ) : null}
        <Paging path="/operator/log" place={place} />
      </>
    ),
  });
}
