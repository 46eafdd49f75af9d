import { FEATURES } from '../audio/feature-format.ts';

/**
 * The lags at which two recordings of one room may lie: clocks err by +-20 ms each, sound takes up to 29 ms
 * through the room, capture latency is known to some tens of ms. Calls and broadcasts differ by more.
 * In frames of 8 ms to either side (+-80 ms), and how many lags that makes.
 */
export const LAG_STEPS = 10;
export const LAGS = 2 * LAG_STEPS + 1;
/** Lag of index i, ms: what b hears at t + lag, a hears at t. */
export const lagMs = (index: number): number => (index - LAG_STEPS) * FEATURES.frameMs;
