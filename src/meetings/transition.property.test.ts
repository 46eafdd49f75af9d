import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChange } from '../shared/apply-change.ts';
import type { MeetingView } from '../shared/meeting-view.ts';
import { createMeeting, type Meeting, type MeetingEvent } from './meeting.ts';
import { nextDeadline, transition } from './transition.ts';
import { meetingView } from './views.ts';

const SEED = 20_261;
const RUNS = 5_000;

const participantId = fc.constantFrom('ada', 'bob', 'cy');
const itemId = fc.constantFrom('i1', 'i2', 'i3', 'i4');
const knockId = fc.constantFrom('k1', 'k2', 'k3');
const name = fc.option(fc.constantFrom('N', 'M'), { nil: null });
const content = fc.constant({ kind: 'note' as const, sealed: 't', file: null });
const on = fc.boolean();
const of = <T extends MeetingEvent['type']>(type: T) => fc.constant(type);

const joining = fc.record({ participantId, name, admitted: fc.boolean() }).map((who) => ({
  type: 'join' as const,
  reader: `r-${who.participantId}`,
  visitor: who.participantId,
  ...who,
}));
const event: fc.Arbitrary<MeetingEvent> = fc.oneof(
  { arbitrary: joining, weight: 3 },
  { arbitrary: fc.record({ type: of('item-add'), participantId, itemId, content }), weight: 3 },
  { arbitrary: fc.record({ type: of('item-remove'), participantId, itemId }), weight: 2 },
  fc.record({ type: of('item-remove'), participantId, itemId, keep: fc.constant(true) }),
  fc.record({
    type: of('present'),
    ...{ participantId, itemId: fc.option(itemId, { nil: null }), page: fc.integer({ min: 1, max: 3 }) },
  }),
  fc.record({ type: of('rename'), participantId, name }),
  fc.record({ type: of('lock'), participantId, on }),
  fc.record({ type: of('knock'), knockId, name }),
  fc.record({ type: of('knock-end'), knockId }),
  fc.record({ type: of('knock-answer'), participantId, knockId, yes: on }),
  fc.record({ type: of('remove'), participantId, removedId: participantId }),
  fc.record({ type: of('leave'), participantId, keep: on }),
  fc.record({ type: of('line-lost'), participantId }),
  fc.record({ type: of('line-back'), participantId }),
  fc.record({ type: of('bye'), participantId }),
  fc.record({ type: of('heartbeat'), participantId }),
  fc.constant({ type: 'tick' as const }),
);
const steps = fc.array(fc.record({ event, wait: fc.integer({ min: 0, max: 900_000 }) }), { maxLength: 40 });

/** What a sequence of events must leave true, whatever it is. */
class Model {
  meeting: Meeting = createMeeting('m', 0);
  now = 0;
  ended = false;
  /** For each person, the screen that the published changes alone would make. */
  readonly screens = new Map<string, MeetingView>();
  /** Items that were erased, and have to stay gone. */
  readonly erased = new Map<string, number>();
  /** Items whose keys and bytes the server would hold. */
  readonly kept = new Set<string>();

  step({ event: given, wait }: { event: MeetingEvent; wait: number }): void {
    this.now += wait;
    const before = this.meeting;
    const { meeting, effects } = transition(before, given, this.now);
    const carried = before.items.filter(({ id }) => !meeting.items.some((item) => item.id === id));
    const erased = effects.flatMap((effect) => (effect.type === 'erase' ? effect.itemIds : []));
    const keeps = 'keep' in given && given.keep === true;
    // Whatever went is erased, unless it was taken along; whatever is erased went.
    expect(keeps ? [] : carried.map(({ id }) => id).sort()).toEqual([...erased].sort());
    for (const id of erased) this.erased.set(id, this.now);
    for (const effect of effects) {
      if (effect.type === 'publish') {
        for (const [id, view] of this.screens) {
          expect(effect.revision).toBe(view.revision + 1);
          this.screens.set(id, applyChange(view, effect.change));
        }
      } else if (effect.type === 'welcome') {
        const view = meetingView(meeting, effect.participantId);
        if (view) this.screens.set(effect.participantId, view);
      } else if (effect.type === 'dismiss') this.screens.delete(effect.participantId);
    }
    this.meeting = meeting;
    this.ended = effects.some((effect) => effect.type === 'end');
    this.check(given, before);
  }

  check(given: MeetingEvent, before: Meeting): void {
    const { meeting, now, screens } = this;
    const people = new Set(meeting.participants.map(({ id }) => id));
    if (this.ended) {
      expect([meeting.items, meeting.participants, meeting.knocks]).toEqual([[], [], []]); // C8
      return;
    }
    expect(meeting.items.every((held) => people.has(held.ownerId))).toBe(true); // C4
    for (const [id, screen] of screens) expect(screen).toEqual(meetingView(meeting, id)); // C1, C2
    for (const id of screens.keys()) expect(people.has(id)).toBe(true);
    // C3: an erased id may be laid down again only when half an hour has passed.
    for (const { id } of meeting.items) {
      const at = this.erased.get(id);
      if (at !== undefined && !before.items.some((item) => item.id === id)) {
        expect(now - at).toBeGreaterThanOrEqual(0);
        if (meeting.removed.has(id)) expect.unreachable(`${id} came back`);
      }
    }
    // B7: nobody comes in by themselves where they have to knock.
    if (given.type === 'join' && !given.admitted && (before.locked || before.barred.has(given.visitor))) {
      expect(meeting.participants).toEqual(before.participants);
    }
    if (given.type === 'tick' && meeting.participants.length > 0) {
      expect(nextDeadline(meeting)).toBeGreaterThan(now); // C5, C6: nothing is overdue after a look
    }
    const { presented } = meeting;
    if (presented !== null) {
      expect(meeting.items.some(({ id }) => id === presented.itemId)).toBe(true);
      expect(people.has(presented.participantId)).toBe(true);
    }
  }
}

test(`C1 C2 C3 C4 C5 C6 C8 B7: screens equal what is held after every step, what goes is erased, and nothing removed returns (${RUNS} runs, seed ${SEED})`, () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const model = new Model();
      for (const step of sequence) {
        model.step(step);
        if (model.ended) return;
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
