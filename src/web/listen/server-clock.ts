/** One round trip of the clock. Local times are ms of `performance.now`, server time is ms since 1970. */
export interface RoundTrip {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
}

/** What has to be added to a local time to get the server's, and by how much that can be wrong, both in ms. */
export interface ClockEstimate {
  readonly offset: number;
  readonly accuracy: number;
}

export interface ServerClock {
  add(roundTrip: RoundTrip): void;
  /** @returns null before the first round trip */
  estimate(localNow: number): ClockEstimate | null;
  /** The line was lost, or the machine slept: what was measured before no longer counts. */
  clear(): void;
}

/** How fast two clocks may drift apart: crystals of both ends, 100 ppm each. */
const MAX_DRIFT = 200e-6;
/** Readings of both clocks are rounded; ms. */
const RESOLUTION_MS = 1;
const KEPT = 60;

/**
 * Estimates the server's clock from round trips (Cristian's algorithm with ageing). The server read its clock
 * somewhere between sending and receiving, so half the round trip bounds the error however lopsided the way is;
 * with every ms of age the drift may have added to it. The round trip with the smallest bound wins.
 */
export function createServerClock(): ServerClock {
  let trips: RoundTrip[] = [];
  const offsetOf = (trip: RoundTrip) => trip.serverTime - (trip.sentAt + trip.receivedAt) / 2;
  const accuracyOf = (trip: RoundTrip, localNow: number) =>
    (trip.receivedAt - trip.sentAt) / 2 + RESOLUTION_MS + MAX_DRIFT * Math.abs(localNow - trip.receivedAt);

  return {
    add(trip) {
      const now = trip.receivedAt;
      // Bounds that do not overlap cannot both be true: one of the clocks was stopped or set in between.
      const agrees = (other: RoundTrip) =>
        Math.abs(offsetOf(other) - offsetOf(trip)) <= accuracyOf(other, now) + accuracyOf(trip, now);
      trips = [...trips.filter(agrees), trip].slice(-KEPT);
    },
    estimate(localNow) {
      let best: ClockEstimate | null = null;
      for (const trip of trips) {
        const accuracy = accuracyOf(trip, localNow);
        if (best === null || accuracy < best.accuracy) best = { offset: offsetOf(trip), accuracy };
      }
      return best;
    },
    clear() {
      trips = [];
    },
  };
}
