import { describe, expect, test } from 'vitest';
import { ABUSE_LIMITS } from '../shared/abuse-limits.ts';
import type { SecurityEvent } from '../storage/durable/security-store.ts';
import { SecurityLog } from './security-log.ts';

const MOST_EVENTS = ABUSE_LIMITS.notedEvents;

const HOUR = 3_600_000;

function create() {
  let time = 10 * HOUR;
  let isAway = false;
  const kept: SecurityEvent[] = [];
  const store = {
    async add(events: readonly SecurityEvent[]) {
      if (isAway) throw new Error('away');
      kept.push(...events);
    },
  };
  const log = new SecurityLog({ store, now: () => time });
  const attack = (count: number) => {
    for (let n = 0; n < count; n += 1) log.note('203.0.113.9', 'limit /feedback');
  };
  return {
    ...{ log, kept, attack },
    wait(ms: number) {
      time += ms;
    },
    away(is: boolean) {
      isAway = is;
    },
  };
}

describe('the security log', () => {
  test('W6: keeps what happened, with time and address', async () => {
    const { log, kept, attack, wait } = create();
    attack(1);
    wait(HOUR);
    await log.flush();
    await log.flush();
    expect(kept).toEqual([{ at: new Date(10 * HOUR), address: '203.0.113.9', event: 'limit /feedback' }]);
  });

  test('W12: an attack does not fill the store: of an hour so many are kept, and one says how many more there were', async () => {
    const { log, kept, attack, wait } = create();
    for (let minute = 0; minute < 10; minute += 1) {
      attack(500);
      await log.flush();
      wait(60_000);
    }
    expect(kept).toHaveLength(MOST_EVENTS);
    wait(HOUR);
    await log.flush();
    await log.flush();
    expect(kept).toHaveLength(MOST_EVENTS + 1);
    expect(kept.at(-1)).toEqual({ at: new Date(11 * HOUR - 1), address: '', event: '4000 more' });
    attack(3);
    await log.flush();
    expect(kept).toHaveLength(MOST_EVENTS + 4);
  });

  test('W12: nor the memory while the store is away, and nothing is forgotten that was counted', async () => {
    const { log, kept, attack, wait, away } = create();
    away(true);
    for (let hour = 0; hour < 3; hour += 1) {
      attack(1_500);
      await expect(log.flush()).rejects.toThrow('away');
      wait(HOUR);
    }
    away(false);
    await log.flush();
    expect(kept.filter(({ event }) => event.endsWith('more')).map(({ event }) => event)).toEqual([
      ...['500 more', '1500 more', '1500 more'],
    ]);
    expect(kept).toHaveLength(MOST_EVENTS + 3);
  });

  test('W12: a server that ends says how many more there were', async () => {
    const { log, kept, attack } = create();
    attack(MOST_EVENTS + 7);
    log.sumUp();
    log.sumUp();
    await log.flush();
    expect(kept.slice(MOST_EVENTS).map(({ event }) => event)).toEqual(['7 more']);
  });
});
