/**
 * Why no room was found (A8, B4). Scores never reach a client, only one of these.
 *
 * - `muted`: every sample was zero (or constant)
 * - `too-quiet`: there was sound, but too little of it, or too narrow a band, to tell one room from another
 * - `alone`: nobody else was listening at the same time
 * - `no-match`: others were listening, but their sound was another
 * - `ambiguous`: more than one room fits, and none clearly
 * - `too-short`: the microphone was open for too short a time to tell
 */
export const NO_ROOM_REASONS = ['muted', 'too-quiet', 'alone', 'no-match', 'ambiguous', 'too-short'] as const;

export type NoRoomReason = (typeof NO_ROOM_REASONS)[number];
