import type { Random } from './random.ts';

const list = (text: string): string[] => text.split('|');

const WHO = list(
  'my sister|the teacher|our neighbour|the baker|that engineer|the new student|your cousin|the nurse|an old friend|the driver|someone from the office|the gardener',
);
const DOES = list(
  'is looking for|has just found|wants to borrow|will bring|forgot to return|painted|repaired|is going to sell|carried|dropped|asked about|took a picture of',
);
const WHAT = list(
  'the yellow bicycle|a box of apples|the broken clock|two wooden chairs|the map of the city|a jar of honey|the long ladder|some fresh bread|the green umbrella|a stack of letters|the garden gate|three cups of tea',
);
const WHERE = list(
  'near the river|behind the school|in the big kitchen|on the third floor|at the bus stop|under the bridge|next to the window|outside the library|in front of the theatre|by the lake',
);
const WHEN = list(
  'this morning|before lunch|on Tuesday|last winter|every second week|after the rain|tonight|a few days ago|in half an hour|since yesterday',
);
const ALSO = list(
  'and nobody knows why|so we should wait a little|but it may be too late|because the door was open|and that was a good idea|although it costs more than nine euros|which made everybody laugh|if the weather stays dry|and I would like to join',
);

/** One of about a million plain sentences. */
export function drawSentence(random: Random): string {
  const who = random.pick(WHO);
  const parts = [who, random.pick(DOES), random.pick(WHAT), random.pick(WHERE), random.pick(WHEN)];
  if (random.next() < 0.5) parts.push(random.pick(ALSO));
  return `${parts.join(' ')}.`;
}
