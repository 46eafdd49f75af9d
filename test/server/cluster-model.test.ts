import { afterAll, expect, test } from 'vitest';
import { startFaultyCluster } from './model/faulty-cluster.ts';
import { run } from './model/run.ts';
import { lineOf, stepsOf } from './model/steps.ts';

const SEED = Number(process.env.FAULTS_SEED ?? 1);
const SEQUENCES = Number(process.env.FAULTS_SEQUENCES ?? 1);
const STEPS = Number(process.env.FAULTS_STEPS ?? 25);
const PEOPLE = 7;
let cluster = await startFaultyCluster();
afterAll(() => cluster.stop());

test('C1', async () => {
  for (let seed = SEED; seed < SEED + SEQUENCES; seed += 1) {
    const steps = stepsOf(seed, STEPS, { people: PEOPLE, servers: cluster.size });
    const began = performance.now();
    const ran = await run(cluster, steps, { people: PEOPLE, limitMs: 15_000 });
    console.log(
      `seed ${seed}: ${ran.failure ?? 'well'}; ${Math.round(ran.wholeMs)} ${Math.round(ran.goneMs)} ${Math.round(performance.now() - began)} ms`,
    );
    if (ran.failure) {
      console.log(steps.map(lineOf).join('\n'));
      console.log(
        cluster
          .output()
          .split('\n')
          .filter((l) => l.includes('"level":50'))
          .slice(-20)
          .join('\n'),
      );
      await cluster.stop();
      cluster = await startFaultyCluster();
    }
  }
  expect(1).toBe(1);
}, 3_000_000);
