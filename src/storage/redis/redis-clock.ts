/**
 * Redis ends what has an end by a wall clock, which may be set. What ends is therefore decided by the servers, whose clock
 * never jumps; Redis's own end comes so much later that a clock which jumps by an hour takes nothing away. ms
 */
export const CLOCK_SLACK_MS = 65 * 60_000;
