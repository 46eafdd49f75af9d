import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChange } from '../shared/apply-change.ts';
import type { MeetingView } from '../shared/meeting-view.ts';
import { createMeeting, type MeetingEvent } from './meeting.ts';
import { transition } from './transition.ts';
import { meetingView } from './views.ts';

const person = fc.constantFrom('ada', 'bob', 'cy');
const item = fc.constantFrom('i1', 'i2', 'i3', 'i4');
const event: fc.Arbitrary<MeetingEvent> = fc.oneof(
  fc.record({
    type: fc.constant('join' as const),
    participantId: person,
    name: fc.option(fc.constant('N'), { nil: null }),
  }),
  fc.record({
    type: fc.constant('rename' as const),
    participantId: person,
    name: fc.option(fc.string(), { nil: null }),
  }),
  fc.record({
    type: fc.constant('item-add' as const),
    participantId: person,
    itemId: item,
    content: fc.constant({ kind: 'note' as const, text: 't' }),
  }),
  fc.record({ type: fc.constant('item-remove' as const), participantId: person, itemId: item }),
  fc.record({
    type: fc.constantFrom(
      'leave' as const,
      'line-lost' as const,
      'line-back' as const,
      'bye' as const,
      'heartbeat' as const,
    ),
    participantId: person,
  }),
  fc.constant({ type: 'tick' as const }),
);
const steps = fc.array(fc.record({ event, wait: fc.integer({ min: 0, max: 900_000 }) }), { maxLength: 40 });

/**
 * Plays a sequence and keeps, for each person, the screen that the published changes alone would make.
 * After every step each screen must equal what the meeting holds.
 */
test('C1 C2 C3 C4 C8: screens equal what is held after every step, and nothing removed returns (2,000 runs)', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      let meeting = createMeeting('m', 0);
      let now = 0;
      let screens = new Map<string, MeetingView>();
      const removed = new Set<string>();
      for (const step of sequence) {
        now += step.wait;
        const { meeting: next, effects } = transition(meeting, step.event, now);
        for (const effect of effects) {
          if (effect.type === 'publish') {
            screens = new Map(
              [...screens].map(([id, view]) => {
                expect(effect.revision).toBe(view.revision + 1);
                return [id, applyChange(view, effect.change)];
              }),
            );
            if (effect.change.type === 'item-removed') removed.add(effect.change.itemId);
          } else if (effect.type === 'welcome') {
            const view = meetingView(next, effect.participantId);
            if (view) screens.set(effect.participantId, view);
          } else if (effect.type === 'dismiss') screens.delete(effect.participantId);
        }
        meeting = next;
        if (effects.some((effect) => effect.type === 'end')) {
          expect([meeting.items, meeting.participants]).toEqual([[], []]);
          return;
        }
        const owners = new Set(meeting.participants.map((p) => p.id));
        expect(meeting.items.every((held) => owners.has(held.ownerId))).toBe(true);
        // An id may be laid down again only when half an hour has passed since its removal.
        for (const held of meeting.items) {
          if (removed.has(held.id)) expect(meeting.removed.has(held.id)).toBe(false);
        }
        for (const [id, screen] of screens) expect(screen).toEqual(meetingView(meeting, id));
      }
    }),
    { numRuns: 2_000, seed: 20_261 },
  );
});
