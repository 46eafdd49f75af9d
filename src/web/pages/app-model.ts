import { type Signal, signal } from '@preact/signals';
import type { Content } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { MeetingView } from '../../shared/meeting-view.ts';
import type { ListeningState } from '../listen/listening.ts';
import type { Waveform } from '../listen/waveform.ts';
import type { ConnectionState } from '../meeting/live-connection.ts';
import type { PendingItem } from '../meeting/outbox.ts';
import type { Trouble } from '../meeting/request.ts';

/** Everything the screens show. */
export interface AppState {
  readonly connection: Signal<ConnectionState>;
  readonly refusal: Signal<ErrorCode | null>;
  readonly meeting: Signal<MeetingView | null>;
  readonly listening: Signal<ListeningState>;
  /** B5: soft sounds are allowed on this device. */
  readonly softSound: Signal<boolean>;
  readonly name: Signal<string | null>;
  /** The browser refused the cookie: the name lasts as long as the tab. */
  readonly nameForgotten: Signal<boolean>;
  readonly pending: Signal<readonly PendingItem[]>;
  readonly removing: Signal<ReadonlySet<string>>;
  /** What was typed without a line and refused when the line was back, oldest first; the form takes it up. */
  readonly returned: Signal<readonly { content: Content; trouble: Trouble }[]>;
  /** Why the last meeting is over; shown once, on the screen before a meeting. */
  readonly farewell: Signal<'left' | 'ended' | null>;
  /** What a screen reader says next. */
  readonly announcement: Signal<string>;
}

/** Everything a person can do. Results are null when well, otherwise what went wrong. */
export interface AppActions {
  tapLogo(event: Event): void;
  /** A8: whether the room nearby is the person's. */
  answerNearby(yes: boolean): void;
  /** The canvas of the logo is there, or gone. */
  drawOn(waveform: Waveform | null): void;
  allowSoftSound(allowed: boolean): void;
  rename(name: string | null): Promise<Trouble | null>;
  addItem(content: Content): Promise<Trouble | null>;
  removeItem(itemId: string): Promise<Trouble | null>;
  leave(): Promise<Trouble | null>;
  announce(text: string): void;
}

export interface AppModel {
  readonly state: AppState;
  readonly actions: AppActions;
}

/** The page as it is before anything happened: what the server renders, and what the browser starts from. */
export function initialState(): AppState {
  return {
    connection: signal<ConnectionState>('connecting'),
    refusal: signal<ErrorCode | null>(null),
    meeting: signal<MeetingView | null>(null),
    listening: signal<ListeningState>({ name: 'ready' }),
    softSound: signal(true),
    name: signal<string | null>(null),
    nameForgotten: signal(false),
    pending: signal<readonly PendingItem[]>([]),
    removing: signal<ReadonlySet<string>>(new Set()),
    returned: signal<readonly { content: Content; trouble: Trouble }[]>([]),
    farewell: signal<'left' | 'ended' | null>(null),
    announcement: signal(''),
  };
}

const nothing = async () => null;

/** On the server nobody can do anything. */
export const inertActions: AppActions = {
  tapLogo() {},
  answerNearby() {},
  drawOn() {},
  allowSoftSound() {},
  rename: nothing,
  addItem: nothing,
  removeItem: nothing,
  leave: nothing,
  announce() {},
};
