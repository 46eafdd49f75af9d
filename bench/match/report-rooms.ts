import type { Clip } from './manifest.ts';
import { replayMoment, type Sender } from './replay-moment.ts';

/**
 * Everybody of a moment listens at once through the whole matcher, as on the server.
 *
 * @returns recordings that have somebody audible in their room, how many of them found nobody, and the moments in
 *   which recordings of different rooms came together; the same for whom would be asked
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
  let askedInstead = 0;
  const askedWrongly: string[] = [];
  for (const [moment, heard] of moments) {
    const { rooms, announcedAt, asked } = replayMoment(heard.map(({ file }) => senders.get(file)!));
    firstAt.push(...announcedAt.slice(0, 1));
    const joined = new Set(rooms.flat());
    for (const clip of heard.filter(({ audible }) => audible)) {
      const mates = heard.filter((other) => other !== clip && other.room === clip.room && other.audible);
      if (mates.length === 0) continue;
      withMate++;
      if (joined.has(clip.file)) continue;
      notFound++;
      const question = asked.find((files) => files.includes(clip.file));
      if (question && mates.some(({ file }) => question.includes(file))) askedInstead++;
    }
    const roomOf = new Map(heard.map(({ file, room }) => [file, room]));
    const isOfTwo = (files: readonly string[]) => new Set(files.map((file) => roomOf.get(file))).size > 1;
    if (rooms.some(isOfTwo)) mixed.push(`${moment} (${heard[0]!.condition})`);
    if (asked.some(isOfTwo)) askedWrongly.push(`${moment} (${heard[0]!.condition})`);
  }
  firstAt.sort((x, y) => x - y);
  const at = (share: number) => Math.round(firstAt[Math.floor(share * (firstAt.length - 1))] ?? 0);
  const text = [
    '## Rooms: everybody of a moment at once through the whole matcher',
    `${withMate} recordings have somebody audible in their room; ${notFound} of them found nobody.`,
    `Of those, people of one room would be asked: ${askedInstead}. Moments in which people of different rooms would be: ${askedWrongly.length}${askedWrongly.length > 0 ? `: ${askedWrongly.join(', ')}` : ''}.`,
    `Moments in which different rooms came together: ${mixed.length}${mixed.length > 0 ? `: ${mixed.join(', ')}` : ''}.`,
    `First microphone open until the first room is announced: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms.`,
  ].join('\n\n');
  return {
    text,
    summary: {
      withMate,
      notFound,
      askedInstead,
      askedWrongly,
      mixed,
      firstRoomMs: { p50: at(0.5), p95: at(0.95) },
    },
  };
}
