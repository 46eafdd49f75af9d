import { addressGroup } from './address-group.ts';

const HOUR_MS = 3_600_000;
/** Tries are counted in slots of this length, ms. */
export const SLOT_MS = 5 * 60_000;
/** An hour and the slot under way: never less than the last hour is counted. */
export const SLOTS = HOUR_MS / SLOT_MS + 1;
/** Addresses kept at most; all further ones share one count. */
const MAX_ADDRESSES = 100_000;

interface Tries {
  /** The newest slot counted. */
  slot: number;
  /** Wrong tries by slot, newest first. */
  counts: number[];
}

/** Gives a try back that was none: what was typed is right. */
export type GiveBack = () => void;

export interface TryThrottle {
  /** Counts a try before it is known to be wrong, so that tries at the same time are counted, too; null: it is spent. */
  take(address: string): GiveBack | null;
  /** Whether this address has had its wrong tries of the last hour. */
  isSpent(address: string): boolean;
  /** Counts a wrong try. */
  count(address: string): void;
  /** Forgets addresses without a wrong try in the last hour (65 min at most). */
  sweep(): void;
  /** How many addresses are kept. */
  size(): number;
}

/**
 * B6: wrong tries per address within any hour, counted in slots of 5 min, so that a spent address may go on after an
 * hour, 65 min at most. No address is pushed out by others: when there is no room for more, those that come share one
 * count until somebody's hour is over.
 *
 * @param now ms, never going back by much
 * @param limit wrong tries per address and hour
 */
export function createTryThrottle(
  now: () => number,
  limit: number,
  maxAddresses = MAX_ADDRESSES,
): TryThrottle {
  const tries = new Map<string, Tries>();
  const shared: Tries = { slot: 0, counts: [] };

  const counted = (held: Tries): number => held.counts.reduce((sum, count) => sum + count, 0);
  const shift = (held: Tries): Tries => {
    const slot = Math.max(held.slot, Math.floor(now() / SLOT_MS));
    const passed = Math.min(slot - held.slot, SLOTS);
    held.counts = [...Array<number>(passed).fill(0), ...held.counts].slice(0, SLOTS);
    held.slot = slot;
    return held;
  };
  const sweep = () => {
    for (const [group, held] of tries) if (counted(shift(held)) === 0) tries.delete(group);
  };
  const placeFor = (group: string): Tries => {
    const held = tries.get(group);
    if (held !== undefined) return held;
    if (tries.size >= maxAddresses) return shared;
    const fresh = { slot: Math.floor(now() / SLOT_MS), counts: [0] };
    tries.set(group, fresh);
    return fresh;
  };

  const isSpent = (address: string): boolean => {
    const held = tries.get(addressGroup(address)) ?? (tries.size >= maxAddresses ? shared : undefined);
    return held !== undefined && counted(shift(held)) >= limit;
  };
  const count = (address: string): GiveBack => {
    const held = shift(placeFor(addressGroup(address)));
    const { slot } = held;
    held.counts[0] = (held.counts[0] ?? 0) + 1;
    return () => {
      const at = shift(held).slot - slot;
      if (at < held.counts.length) held.counts[at] = (held.counts[at] ?? 1) - 1;
    };
  };

  return {
    take: (address) => (isSpent(address) ? null : count(address)),
    isSpent,
    count: (address) => void count(address),
    sweep,
    size: () => tries.size,
  };
}
