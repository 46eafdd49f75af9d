import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/meeting-t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { ShowHere } from '../show/in-place.tsx';
import { Markdown } from '../show/markdown.tsx';
import { PlainNote } from '../show/plain-note.tsx';
import { FileCard } from './file-card.tsx';
import { hostOf } from './host.ts';
import { titleOf } from './item-title.ts';
import type { OpenItem, OpenView } from './opened.ts';
import type { Look } from './participant-look.ts';
import { ParticipantShape } from './participant-shape.tsx';
import { Picture } from './picture.tsx';
import { calledName, PersonName } from './roster.tsx';
import type { Act } from './trouble-line.tsx';

export interface CardProps {
  model: AppModel;
  item: OpenItem;
  view: OpenView;
  look: Look;
  /** On its way to the table, or off it. */
  motion: 'coming' | 'still' | 'leaving';
  act: Act;
  /** The reader looks at it alone, large. */
  onEnlarge(): void;
}

/** A thing on the table: what it is, and who put it there. */
export function Card({ model, item, view, look, motion, act, onEnlarge }: CardProps) {
  const owner = view.participants.find(({ id }) => id === item.ownerId);
  return (
    <li class={`card hue-${look.hue} card-${motion}`} data-item-id={item.id} data-kind={item.kind}>
      <CardBody item={item} online={model.state.connection.value === 'online'} onEnlarge={onEnlarge} />
      <div class="card-foot">
        <p class="card-owner">
          <ParticipantShape look={look} />
          <PersonName name={calledName(owner, view.you)} />
        </p>
        {item.text === null ? null : <Present model={model} item={item} view={view} act={act} />}
      </div>
    </li>
  );
}

/** Shows it to all; or leads to where it is shown. */
function Present({ model, item, view, act }: Pick<CardProps, 'model' | 'item' | 'view' | 'act'>) {
  const { state, actions } = model;
  const shown = view.presented?.itemId === item.id;
  return (
    <button
      class="quiet-button present"
      type="button"
      data-shown={shown ? '' : undefined}
      aria-label={t(shown ? 'card.shown' : 'card.present', { what: titleOf(item) })}
      onClick={() => {
        if (!shown) return act(actions.present(item.id));
        state.ownView.value = false;
        document.querySelector('.presented')?.scrollIntoView({ block: 'nearest' });
      }}
    >
      {t(shown ? 'card.shown-short' : 'card.present-short')}
    </button>
  );
}

interface CardBodyProps {
  item: OpenItem;
  online: boolean;
  onEnlarge(): void;
}

function CardBody({ item, online, onEnlarge }: CardBodyProps) {
  const { kind, text, source, file } = item;
  if (text === null) return <p class="card-unreadable">{t('card.unreadable')}</p>;
  if (kind === 'url') return <Address text={text} />;
  if (kind === 'note') return <Folded lines={text}>{<PlainNote text={text} />}</Folded>;
  if (kind === 'markdown') return <Folded lines={text}>{<Markdown text={text} />}</Folded>;
  if (source === null || file === null) return null;
  if (kind === 'image') {
    const around = (picture: ComponentChildren) => (
      <button
        class="card-picture"
        type="button"
        aria-label={t('card.enlarge', { what: text })}
        onClick={onEnlarge}
      >
        {picture}
      </button>
    );
    return <Picture source={source} name={text} online={online} lazy around={around} />;
  }
  return <FileCard kind={kind} name={text} size={file.size} source={source} onOpen={onEnlarge} />;
}

/** C1: opens apart from this page, which stays unknown to the other side; or here, after the viewer's own click. */
function Address({ text }: { text: string }) {
  return (
    <div class="card-address-area">
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
      <ShowHere address={text} />
    </div>
  );
}

/** A text longer than this is folded, characters and lines. */
const FOLDED = { characters: 600, lines: 12 };

function Folded({ lines: text, children }: { lines: string; children: ComponentChildren }) {
  const open = useSignal(false);
  const long = text.length > FOLDED.characters || text.split('\n').length > FOLDED.lines;
  return (
    <div class="card-note">
      <div class={long && !open.value ? 'note-folded' : undefined}>{children}</div>
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
