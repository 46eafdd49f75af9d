import { LIMITS } from '../../shared/limits.ts';
import type { Tab } from '../../storage/live-store.ts';
import type { Clock } from './clock.ts';
import type { MeetingRunner, Outcome } from './meeting-runner.ts';
import type { TabLines } from './tab-line.ts';

export interface DoorServiceOptions {
  now: Clock;
  newId: () => string;
  lines: Pick<TabLines, 'send'>;
  runner: MeetingRunner;
  /** Brings a tab that was let in into the meeting, if `isWanted` says that it is still at the door when its turn comes. */
  admit(tabId: string, meetingId: string, isWanted: () => boolean): Outcome;
  /** An error nobody expected. */
  onFault: (code: string, error: unknown) => void;
}

interface Waiting {
  readonly knockId: string;
  readonly tabId: string;
  readonly meetingId: string;
  /** Somebody said yes; the person is not inside yet. */
  readonly admitted: boolean;
}

/** B7: who stands at the door of which locked meeting. */
export class DoorService {
  readonly #options: DoorServiceOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: DoorServiceOptions) {
    this.#options = options;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** A tab that may not come in by itself knocks, at one door at a time. */
  async knock(tab: Tab, meetingId: string): Outcome {
    const { newId, runner, lines, now } = this.#options;
    const before = this.#of(tab.tabId);
    if (before?.meetingId === meetingId) return null;
    await this.withdraw(tab.tabId);
    const waiting = { knockId: newId(), tabId: tab.tabId, meetingId, admitted: false };
    this.#waiting.set(waiting.knockId, waiting);
    const { knockId } = waiting;
    const refused = await runner.apply(meetingId, { type: 'knock', knockId, name: tab.name });
    if (refused !== null) this.#waiting.delete(knockId);
    else lines.send(tab.tabId, 'door', { state: 'waiting', until: now() + LIMITS.knockMs });
    return refused;
  }

  /** The person goes away from the door, wherever that comes from; a yes that is on its way counts no more. */
  async withdraw(tabId: string): Promise<void> {
    const waiting = this.#of(tabId);
    if (waiting === undefined) return;
    this.#waiting.delete(waiting.knockId);
    this.#options.lines.send(tabId, 'door', { state: 'gone' });
    await this.#options.runner.apply(waiting.meetingId, { type: 'knock-end', knockId: waiting.knockId });
  }

  /**
   * The knock was answered, or nobody answered it in time. Whoever answered does not wait for the other to be inside:
   * two who stand at each other's doors would wait for one another.
   */
  over(knockId: string, meetingId: string, admitted: boolean): void {
    const waiting = this.#waiting.get(knockId);
    if (waiting === undefined || waiting.admitted) return;
    const { lines, admit, onFault } = this.#options;
    const { tabId } = waiting;
    const say = (inside: boolean) => lines.send(tabId, 'door', { state: 'over', admitted: inside });
    if (!admitted) {
      this.#waiting.delete(knockId);
      return void say(false);
    }
    this.#waiting.set(knockId, { ...waiting, admitted: true });
    let isWanted = false;
    const enter = () => {
      isWanted = this.#waiting.delete(knockId);
      return isWanted;
    };
    admit(tabId, meetingId, enter).then(
      (refused) => isWanted && say(refused === null),
      (error) => onFault('door', error),
    );
  }

  #of(tabId: string): Waiting | undefined {
    return [...this.#waiting.values()].find((waiting) => waiting.tabId === tabId);
  }
}
