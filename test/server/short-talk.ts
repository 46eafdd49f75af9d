import { renderLiveRooms } from '../rooms/live-rooms.ts';

/** Ten seconds of talk as 16 kHz Int16: a phone's and a laptop's in one room, and a phone's in another. */
export async function talkInTwoRooms(
  seed = 5,
): Promise<Record<'phone' | 'laptop' | 'elsewhere', Int16Array>> {
  const { channels } = await renderLiveRooms({ seed, seconds: 10, rate: 16_000 });
  const [phone, laptop, elsewhere] = channels.map((channel) =>
    Int16Array.from(channel, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32_767)),
  );
  return { phone: phone!, laptop: laptop!, elsewhere: elsewhere! };
}
