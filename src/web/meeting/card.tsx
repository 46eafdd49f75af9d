import { useSignal } from '@preact/signals';
import { t } from '../i18n/t.ts';
import { hostOf } from './host.ts';
import type { OpenItem, OpenView } from './opened.ts';
import type { Look } from './participant-look.ts';
import { ParticipantShape } from './participant-shape.tsx';
import { calledName } from './roster.tsx';

export interface CardProps {
  item: OpenItem;
  view: OpenView;
  look: Look;
  /** It is on its way off the table. */
  leaving: boolean;
}

/** A thing on the table: what it is, and who put it there. */
export function Card({ item, view, look, leaving }: CardProps) {
  const owner = view.participants.find(({ id }) => id === item.ownerId);
  const classes = ['card', `hue-${look.hue}`, leaving ? 'card-leaving' : ''];
  return (
    <li class={classes.join(' ').trim()} data-item-id={item.id} data-kind={item.kind}>
      {item.kind === 'url' ? <Address text={item.text ?? ''} /> : <Note text={item.text ?? ''} />}
      <p class="card-owner">
        <ParticipantShape look={look} />
        <span class="person-name">{calledName(owner, view.you)}</span>
      </p>
    </li>
  );
}

/** C1: opens apart from this page, which stays unknown to the other side. */
function Address({ text }: { text: string }) {
  return (
    <a
      class="card-link"
      href={text}
      target="_blank"
      rel="noopener noreferrer"
      referrerpolicy="no-referrer"
      title={text}
    >
      <span class="card-host">{hostOf(text)}</span>
      <span class="card-address">{text}</span>
      <span class="visually-hidden">{t('card.new-tab')}</span>
    </a>
  );
}

/** A note longer than this is folded, characters and lines. */
const FOLDED = { characters: 600, lines: 12 };

function Note({ text }: { text: string }) {
  const open = useSignal(false);
  const long = text.length > FOLDED.characters || text.split('\n').length > FOLDED.lines;
  return (
    <div class="card-note">
      <p class={long && !open.value ? 'note-text note-folded' : 'note-text'}>{text}</p>
      {long ? (
        <button
          class="quiet-button"
          type="button"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {t(open.value ? 'card.less' : 'card.more')}
        </button>
      ) : null}
    </div>
  );
}
