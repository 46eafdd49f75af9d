import type { Clip } from './manifest.ts';
import { replayMoment, type Sender } from './replay-moment.ts';

/**
 * Everybody of a moment listens at once through the whole matcher, as on the server.
 *
 * @returns recordings that have somebody audible in their room, how many of them found nobody, and the moments in
 *   which recordings of different rooms came together
 */
export function reportRooms(
  clips: readonly Clip[],
  senders: ReadonlyMap<string, Sender>,
): { text: string; summary: object } {
  const moments = new Map<string, Clip[]>();
  for (const clip of clips) moments.set(clip.moment, [...(moments.get(clip.moment) ?? []), clip]);
  const mixed: string[] = [];
  const firstAt: number[] = [];
  let withMate = 0;
  let notFound = 0;
  for (const [moment, heard] of moments) {
    const { rooms, announcedAt } = replayMoment(heard.map(({ file }) => senders.get(file)!));
    firstAt.push(...announcedAt.slice(0, 1));
    const joined = new Set(rooms.flat());
    for (const clip of heard.filter(({ audible }) => audible)) {
      const mates = heard.filter((other) => other !== clip && other.room === clip.room && other.audible);
      if (mates.length === 0) continue;
      withMate++;
      if (!joined.has(clip.file)) notFound++;
    }
    const roomOf = new Map(heard.map(({ file, room }) => [file, room]));
    const isMixed = rooms.some((files) => new Set(files.map((file) => roomOf.get(file))).size > 1);
    if (isMixed) mixed.push(`${moment} (${heard[0]!.condition})`);
  }
  firstAt.sort((x, y) => x - y);
  const at = (share: number) => Math.round(firstAt[Math.floor(share * (firstAt.length - 1))] ?? 0);
  const text = [
    '## Rooms: everybody of a moment at once through the whole matcher',
    `${withMate} recordings have somebody audible in their room; ${notFound} of them found nobody.`,
    `Moments in which different rooms came together: ${mixed.length}${mixed.length > 0 ? `: ${mixed.join(', ')}` : ''}.`,
    `First microphone open until the first room is announced: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms.`,
  ].join('\n\n');
  return { text, summary: { withMate, notFound, mixed, firstRoomMs: { p50: at(0.5), p95: at(0.95) } } };
}
