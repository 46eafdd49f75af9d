import { createRandom, type Random } from '../../rooms/random.ts';
import type { Fault } from './faulty-cluster.ts';

/** What somebody does. `who` and `whom`: numbers of people. */
export type Command =
  | { readonly do: 'join'; readonly who: number; readonly whom: number }
  | { readonly do: 'share'; readonly who: number; readonly kind: 'note' | 'url' | 'file' }
  /** The item laid down `nth` before the last one. */
  | { readonly do: 'remove'; readonly who: number; readonly nth: number }
  | { readonly do: 'rename' | 'leave' | 'close' | 'lose'; readonly who: number }
  | { readonly do: 'come-back'; readonly who: number; readonly server: number }
  | { readonly do: 'lock'; readonly who: number; readonly on: boolean }
  | { readonly do: 'answer'; readonly who: number; readonly yes: boolean };

/** `pause`: what passes before the next step, ms. */
export type Step = { readonly pause: number } & (
  | Command
  /** It is over after so many steps. */
  | { readonly do: 'fault'; readonly fault: Fault; readonly steps: number }
);

const PAUSES = [0, 0, 0, 30, 100, 300, 1_000, 2_500];
const KINDS = ['note', 'url', 'file'] as const;

/** The steps of a seed: always the same. At first most people come together and lay something down. */
export function stepsOf(seed: number, count: number, sizes: { people: number; servers: number }): Step[] {
  const random = createRandom(seed);
  const { people } = sizes;
  const steps: Step[] = [];
  for (let who = 1; who < people - 1; who += 1) {
    steps.push({ do: 'join', who, whom: who < people / 2 ? 0 : Math.ceil(people / 2) - 1, pause: 0 });
  }
  for (let who = 0; who < people; who += 2) {
    steps.push({ do: 'share', who, kind: random.pick(KINDS), pause: 0 });
  }
  const first = steps.filter((step) => step.do !== 'join' || step.who !== step.whom);
  return [...first, ...Array.from({ length: count }, () => anyStep(random, sizes))];
}

function anyStep(random: Random, { people, servers }: { people: number; servers: number }): Step {
  const pause = random.pick(PAUSES);
  const who = random.below(people);
  const chance = random.next();
  const step = (upTo: number) => chance < upTo;
  if (step(0.12)) return { do: 'join', who, whom: (who + 1 + random.below(people - 1)) % people, pause };
  if (step(0.34)) return { do: 'share', who, kind: random.pick(KINDS), pause };
  if (step(0.54)) return { do: 'remove', who, nth: random.below(3), pause };
  if (step(0.58)) return { do: 'rename', who, pause };
  if (step(0.62)) return { do: 'leave', who, pause };
  if (step(0.64)) return { do: 'close', who, pause };
  if (step(0.68)) return { do: 'lose', who, pause };
  if (step(0.76)) return { do: 'come-back', who, server: random.below(servers), pause };
  if (step(0.79)) return { do: 'lock', who, on: random.below(2) === 0, pause };
  if (step(0.81)) return { do: 'answer', who, yes: random.below(3) > 0, pause };
  return { do: 'fault', fault: anyFault(random, servers), steps: 1 + random.below(6), pause };
}

function anyFault(random: Random, servers: number): Fault {
  const server = random.below(servers);
  const chance = random.next();
  if (chance < 0.25) return { what: 'kill', server };
  if (chance < 0.5) return { what: 'freeze', server };
  if (chance < 0.75) return { what: 'cut', server };
  return { what: chance < 0.88 ? 'redis-emptied' : 'redis-paused', server: null };
}

/** A step in a line, as it is printed. */
export const lineOf = (step: Step): string => JSON.stringify(step);
