import { type Signal, signal } from '@preact/signals';
import type { Content } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Held, Receipt } from '../../shared/protocol.ts';
import type { ListeningState } from '../listen/listening.ts';
import type { Waveform } from '../listen/waveform.ts';
import type { ConnectionState, OpenShelf } from '../meeting/live-connection.ts';
import type { OpenView } from '../meeting/opened.ts';
import type { Draft, PendingItem } from '../meeting/outbox.ts';
import type { Trouble } from '../meeting/request.ts';
import type { Shared } from '../share/share-worker.ts';
import type { Invitation } from '../ways-in/invite.tsx';
import type { LaterParts } from './later.ts';

/** How a meeting ended for this person. */
export type Farewell = 'left' | 'ended' | 'removed';

/** Something that was taken away, to be laid down anew. */
export interface Undo {
  readonly itemId: string;
  readonly draft: Draft;
  /** The meeting it was taken away in; null: in none. */
  readonly meetingId: string | null;
  /** It was held back from this meeting: a text goes into the form again, and on nobody's table by itself. */
  readonly wasHeldBack: boolean;
}

/** A file of which nothing was sent, and why. */
export interface RefusedFile {
  readonly name: string;
  /** bytes */
  readonly size: number;
  readonly trouble: Trouble;
}

/** Everything the screens show. */
export interface AppState {
  readonly connection: Signal<ConnectionState>;
  readonly refusal: Signal<ErrorCode | null>;
  readonly meeting: Signal<OpenView | null>;
  /** C6: the servers lost the meeting, and it takes more than a moment until it is whole again. */
  readonly restoring: Signal<boolean>;
  /** The servers do not reach what they share. */
  readonly interrupted: Signal<boolean>;
  /** C7: what lies on the person's own shelf, and whether it stays there when a meeting begins. */
  readonly shelf: Signal<OpenShelf>;
  readonly listening: Signal<ListeningState>;
  /** B5: soft sounds are allowed on this device. */
  readonly softSound: Signal<boolean>;
  readonly name: Signal<string | null>;
  /** The browser refused the cookie: the name lasts as long as the tab. */
  readonly nameForgotten: Signal<boolean>;
  readonly pending: Signal<readonly PendingItem[]>;
  readonly removing: Signal<ReadonlySet<string>>;
  /** Ids of what had no answer yet or did not arrive, laid down or taken away, and is tried again by itself. */
  readonly waiting: Signal<ReadonlySet<string>>;
  /**
   * What the form takes up, oldest first: what was typed without a line and refused when the line was back, and, without
   * trouble, what was pasted beside it.
   */
  readonly returned: Signal<readonly { content: Content; trouble: Trouble | null }[]>;
  /** Why the last meeting is over; shown once, on the screen before a meeting. */
  readonly farewell: Signal<Farewell | null>;
  /** B7: the person stands at the door of a locked meeting; server's clock. */
  readonly door: Signal<{ readonly until: number } | null>;
  /** B7: how the last wait at a door ended, until the next tap. */
  readonly turnedAway: Signal<boolean>;
  /** B6: the link that opened this page leads nowhere. */
  readonly linkTrouble: Signal<Trouble | null>;
  /** B6: the four words and the QR code are on the screen, or will be when the meeting is there. */
  readonly wordsOpen: Signal<boolean>;
  /** Files that were refused before anything of them was sent. */
  readonly fileTroubles: Signal<readonly RefusedFile[]>;
  /** The device's share sheet brought it, and nobody has said yet that it is to be laid down; `lost`: it did not arrive. */
  readonly shared: Signal<Shared | 'lost' | null>;
  /** Something was taken away and can be laid down anew for a few seconds. */
  readonly undo: Signal<Undo | null>;
  /** The last thing that was put back; a receipt for having taken it away is not shown any more. */
  readonly putBack: Signal<string | null>;
  /** B2: of the last removal. */
  readonly receipt: Signal<Receipt | null>;
  /** What is shown to all is looked at alone: the person went back to their own view. */
  readonly ownView: Signal<boolean>;
  /** The page of a PDF file that the person leafed to alone, by item; others follow the presenter. */
  readonly ownPage: Signal<{ readonly itemId: string; readonly page: number } | null>;
  /** What is fetched after the page is there: the table and more. */
  readonly later: Signal<LaterParts | null>;
  readonly laterFailed: Signal<boolean>;
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
  /** B1: its sound is erased on the server at once. */
  forgetRecording(recordingId: string): Promise<Trouble | null>;
  allowSoftSound(allowed: boolean): void;
  rename(name: string | null): Promise<Trouble | null>;
  addItem(draft: Draft): Promise<Trouble | null>;
  /** Lays files down; gives those that nothing is sent of. */
  addFiles(files: readonly File[]): readonly RefusedFile[];
  retryItem(itemId: string): void;
  removeItem(itemId: string): Promise<Trouble | null>;
  /** Lays what was taken away last down as a new item, where it was. */
  undoRemoval(): Promise<Trouble | null>;
  /** The time to put it back is over. */
  forgetRemoval(): void;
  /** C7: from the shelf to the table. */
  layItem(itemId: string): Promise<Trouble | null>;
  /** C7: all that is held back from this meeting, to the table; the next one finds the choice as it was. */
  layAll(): Promise<Trouble | null>;
  holdBack(on: boolean): Promise<Trouble | null>;
  /** Shows an item to all, or turns its page; null: nothing any more. */
  present(itemId: string | null, page?: number): Promise<Trouble | null>;
  lock(on: boolean): Promise<Trouble | null>;
  answerKnock(knockId: string, yes: boolean): Promise<Trouble | null>;
  endKnock(): Promise<Trouble | null>;
  removeParticipant(participantId: string): Promise<Trouble | null>;
  /** B6: the code of this moment. */
  invite(): Promise<Invitation | Trouble>;
  enterCode(code: string): Promise<Trouble | null>;
  /** B1: what the server holds of this tab. */
  held(): Promise<Held | Trouble>;
  /** ms on the server's clock, as far as it is known. */
  serverNow(): number;
  leave(): Promise<Trouble | null>;
  announce(text: string): void;
  /** The table and more are fetched, if they are not here. */
  fetchLater(): void;
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
    meeting: signal<OpenView | null>(null),
    ...{ restoring: signal(false), interrupted: signal(false) },
    shelf: signal<OpenShelf>({ items: [], held: false }),
    listening: signal<ListeningState>({ name: 'ready' }),
    softSound: signal(true),
    name: signal<string | null>(null),
    nameForgotten: signal(false),
    pending: signal<readonly PendingItem[]>([]),
    removing: signal<ReadonlySet<string>>(new Set()),
    waiting: signal<ReadonlySet<string>>(new Set()),
    returned: signal<readonly { content: Content; trouble: Trouble | null }[]>([]),
    farewell: signal<Farewell | null>(null),
    door: signal<{ until: number } | null>(null),
    turnedAway: signal(false),
    linkTrouble: signal<Trouble | null>(null),
    wordsOpen: signal(false),
    fileTroubles: signal<readonly RefusedFile[]>([]),
    shared: signal<Shared | 'lost' | null>(null),
    undo: signal<Undo | null>(null),
    putBack: signal<string | null>(null),
    receipt: signal<Receipt | null>(null),
    ownView: signal(false),
    ownPage: signal<{ itemId: string; page: number } | null>(null),
    later: signal<LaterParts | null>(null),
    laterFailed: signal(false),
    announcement: signal(''),
  };
}

const nothing = async () => null;

/** On the server nobody can do anything. */
export const inertActions: AppActions = {
  tapLogo() {},
  answerNearby() {},
  drawOn() {},
  forgetRecording: nothing,
  allowSoftSound() {},
  rename: nothing,
  addItem: nothing,
  addFiles: () => [],
  retryItem() {},
  removeItem: nothing,
  undoRemoval: nothing,
  forgetRemoval() {},
  layItem: nothing,
  layAll: nothing,
  holdBack: nothing,
  present: nothing,
  lock: nothing,
  answerKnock: nothing,
  endKnock: nothing,
  removeParticipant: nothing,
  invite: async () => 'offline',
  enterCode: nothing,
  held: async () => 'offline',
  serverNow: () => 0,
  leave: nothing,
  announce() {},
  fetchLater() {},
};
