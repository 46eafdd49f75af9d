import { LIMITS } from '../shared/limits.ts';

/**
 * Where a tab stands with a question.
 *
 * - `open`: it was asked and has not answered
 * - `yes`: it said yes and waits for another
 * - `joined`: it and another said yes
 * - `out`: it said no, went away, or was told that no room was found
 */
export type Standing = 'open' | 'yes' | 'joined' | 'out';

/** "Someone nearby: is this your room?", asked of tabs whose sound fits weakly. Never changed in place. */
export interface Question {
  readonly id: string;
  /** ms on the server's clock */
  readonly askedAt: number;
  readonly tabs: ReadonlyMap<string, Standing>;
  /** Who each tab is with already: tabs of one meeting are one party, and need not be brought together. */
  readonly parties: ReadonlyMap<string, string>;
}

export type QuestionEvent =
  | { type: 'answer'; tabId: string; yes: boolean }
  /** The tab is closing, lost its line, left its meeting, listens again, or found a room otherwise. */
  | { type: 'withdraw'; tabId: string }
  | { type: 'tick' };

/** What the server has to do after an event. */
export type QuestionEffect =
  /** All who said yes and are still there; again whenever one more does. */
  | { type: 'join'; tabIds: readonly string[] }
  /** A8: this tab is told that no room was found, and never who or what decided it. */
  | { type: 'no-room'; tabId: string }
  /** Nothing can come of the question any more. */
  | { type: 'end' };

export interface QuestionStep {
  readonly question: Question;
  readonly effects: readonly QuestionEffect[];
}

/** @param parties each tab's party; at least two different ones */
export function askTabs(id: string, parties: ReadonlyMap<string, string>, now: number): Question {
  return { id, askedAt: now, parties, tabs: new Map([...parties.keys()].map((tabId) => [tabId, 'open'])) };
}

/** A question is over when half a minute has passed, whoever has answered. ms */
export function expiresAt({ askedAt }: Question): number {
  return askedAt + LIMITS.questionMs;
}

/**
 * Carries an event out. Who said yes is joined with the others who did, as soon as there are two
 * parties; nobody else ever is. An event of somebody who was not asked, or has answered, changes nothing.
 */
export function answerQuestion(question: Question, event: QuestionEvent, now: number): QuestionStep {
  if (isOver(question)) return { question, effects: [] };
  const tabs = new Map(question.tabs);
  const effects: QuestionEffect[] = [];
  const dismiss = (tabId: string) => {
    tabs.set(tabId, 'out');
    effects.push({ type: 'no-room', tabId });
  };
  if (now >= expiresAt(question)) {
    for (const tabId of those(tabs, 'open')) dismiss(tabId);
  } else if (event.type === 'withdraw') {
    if (tabs.has(event.tabId)) tabs.set(event.tabId, 'out');
  } else if (event.type === 'answer' && tabs.get(event.tabId) === 'open') {
    if (event.yes) tabs.set(event.tabId, 'yes');
    else dismiss(event.tabId);
  }
  const willing = those(tabs, 'yes', 'joined');
  if (countParties(question, willing) > 1 && those(tabs, 'yes').length > 0) {
    for (const tabId of willing) tabs.set(tabId, 'joined');
    effects.push({ type: 'join', tabIds: willing });
  }
  const after = { ...question, tabs };
  if (isOver(after)) {
    for (const tabId of those(tabs, 'open', 'yes')) dismiss(tabId);
    effects.push({ type: 'end' });
  }
  return { question: after, effects };
}

/** Nobody is left who could say yes, or nobody with whom. */
function isOver(question: Question): boolean {
  const { tabs } = question;
  if (those(tabs, 'open').length === 0) return true;
  return countParties(question, those(tabs, 'open', 'yes', 'joined')) < 2;
}

function countParties({ parties }: Question, tabIds: readonly string[]): number {
  return new Set(tabIds.map((tabId) => parties.get(tabId))).size;
}

function those(tabs: ReadonlyMap<string, Standing>, ...standings: readonly Standing[]): string[] {
  return [...tabs].flatMap(([tabId, standing]) => (standings.includes(standing) ? [tabId] : []));
}
