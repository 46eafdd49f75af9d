import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressGroup } from './address-group.ts';
import { createTryThrottle } from './try-throttle.ts';

const MINUTE = 60_000;

test('B6: in no hour has an address more wrong tries than the limit, and after one it may go on', () => {
  let spentRuns = 0;
  const waits = fc.array(fc.integer({ min: 0, max: 6 * MINUTE }), { minLength: 20, maxLength: 150 });
  fc.assert(
    fc.property(waits, (pauses) => {
      let now = 12_345;
      const throttle = createTryThrottle(() => now, 6);
      const counted: number[] = [];
      for (const pause of pauses) {
        now += pause;
        const inAnHour = counted.filter((time) => now - time < 60 * MINUTE).length;
        const spent = throttle.isSpent('192.0.2.1');
        if (inAnHour >= 6) expect(spent).toBe(true);
        if (counted.filter((time) => now - time <= 65 * MINUTE).length < 6) expect(spent).toBe(false);
        if (spent) spentRuns += 1;
        else {
          throttle.count('192.0.2.1');
          counted.push(now);
        }
      }
    }),
    { seed: 61, numRuns: 500 },
  );
  expect(spentRuns).toBeGreaterThan(1_000);
});

test('B6: addresses are forgotten after the hour, and one has nothing to do with another', () => {
  let now = 0;
  const throttle = createTryThrottle(() => now, 2);
  for (let i = 0; i < 2; i += 1) throttle.count('192.0.2.1');
  throttle.count('192.0.2.2');
  expect([throttle.isSpent('192.0.2.1'), throttle.isSpent('192.0.2.2')]).toEqual([true, false]);
  now = 59 * MINUTE;
  throttle.sweep();
  expect(throttle.size()).toBe(2);
  now = 65 * MINUTE;
  throttle.sweep();
  expect(throttle.size()).toBe(0);
});

test('B6: memory is bounded; whoever comes when it is full shares one count, and pushes nobody out', () => {
  let now = 0;
  const throttle = createTryThrottle(() => now, 3, 10);
  for (let i = 0; i < 3; i += 1) throttle.count('192.0.2.0');
  for (let i = 1; i < 1_000; i += 1) throttle.count(`198.51.${i >> 8}.${i & 255}`);
  expect(throttle.size()).toBe(10);
  expect(throttle.isSpent('192.0.2.0')).toBe(true);
  expect(throttle.isSpent('198.51.0.9')).toBe(false); // has a place of its own, and one wrong try
  expect(throttle.isSpent('203.0.113.7')).toBe(true);
  now = 66 * MINUTE;
  throttle.sweep();
  expect(throttle.isSpent('203.0.113.7')).toBe(false);
});

describe('B6: what counts as one address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['1::2::3', '1::2::3'],
    ['not:an:address', 'not:an:address'],
    ['', ''],
  ])('%s is %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });

  test('any address of a /64 is that /64, and no other is', () => {
    const part = fc.integer({ min: 0, max: 0xffff }).map((group) => group.toString(16));
    const half = fc.array(part, { minLength: 4, maxLength: 4 }).map((parts) => parts.join(':'));
    fc.assert(
      fc.property(half, half, half, (network, host, other) => {
        fc.pre(!network.startsWith('0:0:0:0'));
        expect(addressGroup(`${network}:${host}`)).toBe(addressGroup(`${network}:${other}`));
        if (network !== other) {
          expect(addressGroup(`${network}:${host}`)).not.toBe(addressGroup(`${other}:${host}`));
        }
      }),
      { seed: 62 },
    );
  });
});
