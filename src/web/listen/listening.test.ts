import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_ROOM_REASONS } from '../../shared/reasons.ts';
import {
  isAsked,
  type ListeningEvent,
  type ListeningState,
  needsMicrophone,
  nextState,
} from './listening.ts';

const recordingId = 'AAAAAAAAAAAAAAAAAAAAAA';
const tap: ListeningEvent = { type: 'tap', obstacle: null };
const run = (...events: ListeningEvent[]) =>
  events.reduce<ListeningState>((state, event) => nextState(state, event), { name: 'ready' });

const anyEvent: fc.Arbitrary<ListeningEvent> = fc.oneof(
  fc.record({
    type: fc.constant('tap' as const),
    obstacle: fc.constantFrom(null, null, null, 'insecure' as const, 'unsupported' as const),
  }),
  fc.constant({ type: 'microphone-open' } as const),
  fc.record({
    type: fc.constant('microphone-failed' as const),
    failure: fc.constantFrom('refused' as const, 'no-microphone' as const, 'microphone-busy' as const),
  }),
  fc.record({ type: fc.constant('sound' as const), silent: fc.boolean() }),
  fc.constantFrom<ListeningEvent>(
    { type: 'sound-begins' },
    { type: 'sound-ends' },
    { type: 'stop' },
    { type: 'microphone-gone' },
    { type: 'connection-lost' },
    { type: 'answer-overdue' },
    { type: 'reset' },
    { type: 'joined' },
    { type: 'deleted' },
    { type: 'refusal', error: 'server-busy' },
    { type: 'nearby', question: { questionId: recordingId, devices: 1 } },
    { type: 'nearby-answer', yes: true },
    { type: 'nearby-answer', yes: false },
    { type: 'result', result: { outcome: 'found', recordingId, others: 1 } },
    { type: 'result', result: { outcome: 'failed', recordingId, error: 'meeting-full' } },
  ),
  fc.record({
    type: fc.constant('result' as const),
    result: fc.record({
      outcome: fc.constant('none' as const),
      recordingId: fc.constant(recordingId),
      reason: fc.constantFrom(...NO_ROOM_REASONS),
    }),
  }),
);

describe('listening', () => {
  test('A1: nothing but a tap leads to an open microphone', () => {
    void fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let state: ListeningState = { name: 'ready' };
        for (const event of events) {
          const before = needsMicrophone(state);
          state = nextState(state, event);
          if (!before && needsMicrophone(state)) expect(event).toEqual(tap);
        }
      }),
      { seed: 1 },
    );
  });

  test('A3: a second tap, a question, a result, a refusal, a lost line and the time limit all close the microphone', () => {
    const closing: ListeningEvent[] = [
      tap,
      { type: 'stop' },
      { type: 'microphone-gone' },
      { type: 'connection-lost' },
      { type: 'refusal', error: 'internal' },
      { type: 'nearby', question: { questionId: recordingId, devices: 1 } },
      { type: 'result', result: { outcome: 'found', recordingId, others: 2 } },
      { type: 'result', result: { outcome: 'none', recordingId, reason: 'alone' } },
    ];
    const heard: ListeningEvent[] = [
      { type: 'sound', silent: false },
      { type: 'sound', silent: true },
      { type: 'sound-begins' },
    ];
    for (const event of heard) {
      const open = run(tap, { type: 'microphone-open' }, event);
      expect(needsMicrophone(open)).toBe(true);
      for (const event of closing) expect(needsMicrophone(nextState(open, event))).toBe(false);
    }
  });

  test('B1: whatever happened before, deleting the recording leaves no open microphone and awaits nothing', () => {
    void fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const state = run(...events, { type: 'deleted' });
        expect(needsMicrophone(state) || isAsked(state) || state.name === 'deciding').toBe(false);
      }),
      { seed: 3 },
    );
  });

  test('A3: whatever happened before, a stop leaves no open microphone', () => {
    void fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        expect(needsMicrophone(run(...events, { type: 'stop' }))).toBe(false);
      }),
      { seed: 2 },
    );
  });

  test('A1 B5: a sound plays only while the microphone hears, and the page says so until it is over', () => {
    expect(run({ type: 'sound-begins' })).toEqual({ name: 'ready' });
    expect(run(tap, { type: 'sound-begins' })).toEqual({ name: 'asking' });
    const playing = run(tap, { type: 'microphone-open' }, { type: 'sound-begins' });
    expect(playing).toEqual({ name: 'playing' });
    expect(nextState(playing, { type: 'sound', silent: false })).toBe(playing);
    expect(nextState(playing, { type: 'sound-ends' })).toEqual({ name: 'listening' });
    const stopped = nextState(playing, tap);
    expect(stopped).toEqual({ name: 'deciding' });
    expect(nextState(stopped, { type: 'sound-ends' })).toBe(stopped);
  });

  test('A8: each reason becomes a state of its own', () => {
    for (const reason of NO_ROOM_REASONS) {
      const result = { outcome: 'none', recordingId, reason } as const;
      expect(run(tap, { type: 'microphone-open' }, { type: 'stop' }, { type: 'result', result })).toEqual({
        name: 'nothing',
        reason,
      });
    }
  });

  test('A8: all zeros are told while the microphone is open, and taken back when sound comes', () => {
    const open = run(tap, { type: 'microphone-open' });
    const silent = nextState(open, { type: 'sound', silent: true });
    expect(silent.name).toBe('silent-microphone');
    expect(nextState(silent, { type: 'sound', silent: false }).name).toBe('listening');
  });

  test.each(['refused', 'no-microphone', 'microphone-busy'] as const)(
    'a microphone that is %s',
    (failure) => {
      expect(run(tap, { type: 'microphone-failed', failure })).toEqual({ name: failure });
      expect(run(tap, { type: 'microphone-failed', failure }, tap)).toEqual({ name: 'asking' });
    },
  );

  test('A8: why it led nowhere is told no more once a meeting began another way; what goes on goes on', () => {
    const joined = { type: 'joined' } as const;
    expect(run(tap, { type: 'microphone-failed', failure: 'no-microphone' }, joined)).toEqual({
      name: 'ready',
    });
    expect(run({ type: 'obstacle', obstacle: 'insecure' }, joined)).toEqual({ name: 'ready' });
    expect(run(tap, joined)).toEqual({ name: 'asking' });
    const open = run(tap, { type: 'microphone-open' });
    const nothing = { outcome: 'none', recordingId, reason: 'alone' } as const;
    expect(run(tap, { type: 'microphone-open' }, { type: 'result', result: nothing }, joined).name).toBe(
      'ready',
    );
    expect(nextState(open, joined)).toBe(open);
    const found = nextState(open, { type: 'result', result: { outcome: 'found', recordingId, others: 1 } });
    expect(nextState(found, joined)).toBe(found);
  });

  test.each(['insecure', 'unsupported', 'connection-lost'] as const)('an obstacle: %s', (obstacle) => {
    expect(run({ type: 'tap', obstacle })).toEqual({ name: obstacle });
  });

  test('an obstacle is told when the page opens, before any tap', () => {
    expect(run({ type: 'obstacle', obstacle: 'insecure' })).toEqual({ name: 'insecure' });
    expect(run(tap, { type: 'obstacle', obstacle: 'insecure' })).toEqual({ name: 'asking' });
  });

  test('a late permission after a second tap opens nothing', () => {
    expect(run(tap, tap, { type: 'microphone-open' })).toEqual({ name: 'ready' });
  });

  test('an answer that does not come is a failure; one that comes later changes nothing', () => {
    const failed = run(tap, { type: 'microphone-open' }, tap, { type: 'answer-overdue' });
    expect(failed).toEqual({ name: 'failed', error: 'internal' });
    const result = { outcome: 'found', recordingId, others: 1 } as const;
    expect(nextState(failed, { type: 'result', result })).toBe(failed);
  });
});

describe('the question whether somebody nearby is in this room', () => {
  const question = { questionId: recordingId, devices: 2 };
  const nearby: ListeningEvent = { type: 'nearby', question };
  const answer = (yes: boolean): ListeningEvent => ({ type: 'nearby-answer', yes });
  const open: ListeningEvent[] = [tap, { type: 'microphone-open' }];
  const found: ListeningEvent = { type: 'result', result: { outcome: 'found', recordingId, others: 2 } };
  const none: ListeningEvent = {
    type: 'result',
    result: { outcome: 'none', recordingId, reason: 'no-match' },
  };

  test('A8: it comes while the page listens or compares, and at no other time', () => {
    expect(run(...open, nearby)).toEqual({ name: 'nearby', ...question });
    expect(run(...open, { type: 'stop' }, nearby)).toEqual({ name: 'nearby', ...question });
    expect(run(nearby)).toEqual({ name: 'ready' });
    expect(run(tap, nearby)).toEqual({ name: 'asking' });
    expect(run(...open, none, nearby).name).toBe('nothing');
  });

  test('A8: after yes the others are awaited, and what becomes of it is told', () => {
    const waiting = run(...open, nearby, answer(true));
    expect(waiting).toEqual({ name: 'nearby-waiting', ...question });
    expect(nextState(waiting, answer(false))).toBe(waiting);
    expect(nextState(waiting, found)).toEqual({ name: 'found', others: 2 });
    expect(nextState(waiting, none)).toEqual({ name: 'nothing', reason: 'no-match' });
  });

  test('A8: after no, the page says that no room was found, as it does when the other said no', () => {
    const own = run(...open, nearby, answer(false));
    expect(own).toEqual(run(...open, nearby, none));
    expect(own).toEqual({ name: 'nothing', reason: 'no-match' });
    expect(nextState(own, found), 'a late result changes nothing').toBe(own);
  });

  test.each([[[nearby]], [[nearby, answer(true)]]])('whatever comes instead ends it', (events) => {
    const asked = run(...open, ...events);
    expect(isAsked(asked)).toBe(true);
    expect(nextState(asked, tap)).toEqual({ name: 'asking' });
    expect(nextState(asked, { type: 'connection-lost' })).toEqual({ name: 'connection-lost' });
    expect(nextState(asked, { type: 'reset' })).toEqual({ name: 'ready' });
    expect(nextState(asked, { type: 'answer-overdue' })).toEqual({ name: 'failed', error: 'internal' });
    for (const event of [{ type: 'stop' }, { type: 'microphone-gone' }] as const) {
      expect(nextState(asked, event), 'the microphone is closed anyway').toBe(asked);
    }
  });
});
