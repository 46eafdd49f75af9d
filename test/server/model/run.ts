import { setTimeout as passing } from 'node:timers/promises';
import { screenProblems } from './agreement.ts';
import type { Fault, FaultyCluster } from './faulty-cluster.ts';
import { carryOut, noteEmptied } from './model.ts';
import { closePage, openPerson, type Person, type Seen } from './person.ts';
import type { Step } from './steps.ts';
import { openStores, type Stores } from './stores.ts';

/** A step goes on by itself when it takes longer than this; nobody waits for somebody else's answer. ms */
const STEP_MS = 400;
/** What was said before something was removed has come by then, where nothing is wrong. ms */
const UNDER_WAY_MS = 2_000;

export interface RunOptions {
  people: number;
  /** Within this all is whole after everything is well again, and gone after all have closed their pages. ms */
  limitMs: number;
}

export interface Ran {
  /** null: all went well. */
  readonly failure: string | null;
  /** From the end of the last fault until all was whole. ms */
  readonly wholeMs: number;
  readonly goneMs: number;
}

/** Carries steps out on a cluster where nothing is wrong, and looks at what has become of everybody. */
export async function run(
  cluster: FaultyCluster,
  steps: readonly Step[],
  { people: count, limitMs }: RunOptions,
): Promise<Ran> {
  const seen: Seen[] = [];
  const people: Person[] = [];
  const stores = await openStores(cluster);
  const note = (one: Seen) => {
    const goneAt = people.map(({ gone }) => gone.get(one.itemId)).find((at) => at != null);
    if (goneAt !== undefined && isReturn(one, goneAt, people, cluster)) seen.push(one);
  };
  try {
    for (let number = 0; number < count; number += 1) people.push(await openPerson(cluster, number, note));
    await takeSteps(cluster, people, steps);
    await cluster.heal();
    for (const { road } of people) road.open();
    const whole = await within(limitMs, () => allProblems(people, stores));
    const failures = [...whole.problems];
    failures.push(
      ...seen.map((one) => `${one.by} was shown something that was gone: ${JSON.stringify(one)}`),
    );
    await Promise.all(people.filter(({ isOpen }) => isOpen).map(closePage));
    if (people.some(({ saidBye }) => !saidBye)) return result(failures, whole.ms, 0);
    const gone = await within(limitMs, () => stores.left());
    failures.push(...gone.problems.map((name) => `left when all are gone: ${name}`));
    return result(failures, whole.ms, gone.ms);
  } finally {
    for (const { page, road } of people) {
      page.tab.close();
      await road.stop();
    }
    stores.close();
  }
}

const result = (failures: string[], wholeMs: number, goneMs: number): Ran => ({
  failure: failures.length === 0 ? null : failures.join('\n'),
  ...{ wholeMs, goneMs },
});

/**
 * C3: whether something gone is back. Whoever took it away sees it never again; another may hear of it late, but only
 * once, and only as long as something is wrong.
 */
function isReturn(seen: Seen, goneAt: number, people: readonly Person[], cluster: FaultyCluster): boolean {
  const isOwn = people.some(({ number, gone }) => number === seen.by && gone.has(seen.itemId));
  if (isOwn || seen.isBack) return true;
  const isLate = cluster.isFaulty || seen.at - cluster.faultyAt < UNDER_WAY_MS;
  return !isLate && seen.at - goneAt > UNDER_WAY_MS;
}

async function takeSteps(cluster: FaultyCluster, people: Person[], steps: readonly Step[]): Promise<void> {
  const under = new Set<Promise<void>>();
  let faults: { readonly fault: Fault; left: number }[] = [];
  for (const step of steps) {
    if (step.do === 'fault') {
      if (step.fault.what === 'redis-emptied') noteEmptied(people);
      await cluster.begin(step.fault);
      faults.push({ fault: step.fault, left: step.steps });
    } else {
      const command = carryOut(people, step);
      const done = command.finally(() => under.delete(done));
      under.add(done);
      await Promise.race([done, passing(STEP_MS)]);
    }
    await passing(step.pause);
    for (const one of faults) {
      one.left -= 1;
      if (one.left === 0) await cluster.end(one.fault);
    }
    faults = faults.filter(({ left }) => left > 0);
  }
  await cluster.heal();
  await Promise.all(under);
}

async function allProblems(people: readonly Person[], stores: Stores): Promise<string[]> {
  const found = await screenProblems(people);
  if (found.length > 0) return found;
  return stores.problems(people.filter(({ isOpen, saidBye }) => isOpen || !saidBye));
}

async function within(
  limitMs: number,
  look: () => Promise<string[]>,
): Promise<{ problems: string[]; ms: number }> {
  const began = performance.now();
  for (;;) {
    const problems = await look().catch((error: unknown) => [String(error)]);
    const ms = performance.now() - began;
    if (problems.length === 0 || ms > limitMs) return { problems, ms };
    await passing(100);
  }
}
