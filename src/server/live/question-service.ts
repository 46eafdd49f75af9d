import {
  answerQuestion,
  askTabs,
  type Question,
  type QuestionEffect,
  type QuestionEvent,
} from '../../meetings/question.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Clock } from './clock.ts';
import type { SendToTab } from './tab-line.ts';

/** A recording whose person is asked. Its sound is gone when the question is; only ids are kept. */
export interface AskedRecording {
  readonly id: string;
  readonly tabId: string;
}

export interface QuestionServiceOptions<R extends AskedRecording> {
  now: Clock;
  newId: () => string;
  send: SendToTab;
  /** All who said yes so far, those who joined before included. */
  onJoin: (recordings: readonly R[]) => void;
  /** A8: nothing came of it for this one. */
  onNoRoom: (recording: R) => void;
}

interface OpenQuestion<R> {
  question: Question;
  readonly recordings: ReadonlyMap<string, R>;
}

/** The questions "Is this your room?" that are open; a tab has at most one. */
export class QuestionService<R extends AskedRecording> {
  readonly #options: QuestionServiceOptions<R>;
  readonly #open = new Map<string, OpenQuestion<R>>();
  readonly #questionOf = new Map<string, string>();

  constructor(options: QuestionServiceOptions<R>) {
    this.#options = options;
  }

  /**
   * Asks the tabs of these recordings. Each hears how many devices it is about, those in its own meeting left out,
   * and nothing else of them.
   *
   * @param recordings one a tab
   * @param meetings the meeting each tab is in; null or missing: none
   * @returns false when there is nobody to ask: fewer than two tabs, or all in one meeting
   */
  ask(recordings: readonly R[], meetings: ReadonlyMap<string, string | null>): boolean {
    const { newId, now, send } = this.#options;
    const parties = new Map(recordings.map(({ tabId }) => [tabId, meetings.get(tabId) ?? tabId]));
    const isBusy = recordings.some(({ tabId }) => this.#questionOf.has(tabId));
    if (isBusy || new Set(parties.values()).size < 2) return false;
    const question = askTabs(newId(), parties, now());
    const byTab = new Map(recordings.map((recording) => [recording.tabId, recording]));
    this.#open.set(question.id, { question, recordings: byTab });
    for (const { id, tabId } of recordings) {
      this.#questionOf.set(tabId, question.id);
      const devices = [...parties.values()].filter((party) => party !== parties.get(tabId)).length;
      send(tabId, 'nearby', { questionId: question.id, recordingId: id, devices });
    }
    return true;
  }

  /** @returns the code of the refusal when this tab was not asked that, or the question is over */
  answer(tabId: string, questionId: string, yes: boolean): ErrorCode | null {
    if (this.#questionOf.get(tabId) !== questionId) return 'not-found';
    this.#take(questionId, { type: 'answer', tabId, yes });
    return null;
  }

  /** The tab is gone, left its meeting, listens again or has found a room: it is asked nothing any more. */
  withdraw(tabId: string): void {
    const questionId = this.#questionOf.get(tabId);
    if (questionId === undefined) return;
    this.#questionOf.delete(tabId);
    this.#take(questionId, { type: 'withdraw', tabId });
  }

  /** Ends the questions whose time is over. Idempotent. */
  sweep(): void {
    for (const questionId of [...this.#open.keys()]) this.#take(questionId, { type: 'tick' });
  }

  #take(questionId: string, event: QuestionEvent): void {
    const open = this.#open.get(questionId);
    if (open === undefined) return;
    const { question, effects } = answerQuestion(open.question, event, this.#options.now());
    open.question = question;
    for (const effect of effects) this.#carryOut(questionId, open, effect);
  }

  #carryOut(questionId: string, { recordings }: OpenQuestion<R>, effect: QuestionEffect): void {
    if (effect.type === 'join') {
      this.#options.onJoin(effect.tabIds.flatMap((tabId) => recordings.get(tabId) ?? []));
    } else if (effect.type === 'no-room') {
      this.#forget(effect.tabId, questionId);
      const recording = recordings.get(effect.tabId);
      if (recording) this.#options.onNoRoom(recording);
    } else {
      for (const tabId of recordings.keys()) this.#forget(tabId, questionId);
      this.#open.delete(questionId);
    }
  }

  /** A tab may have been asked something else meanwhile. */
  #forget(tabId: string, questionId: string): void {
    if (this.#questionOf.get(tabId) === questionId) this.#questionOf.delete(tabId);
  }
}
