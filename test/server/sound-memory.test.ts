import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as passing } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wipingEnvironment } from '../../src/server/wiped-memory.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import { cleanUpAfterDeath } from '../devices/undertaker.ts';
import { until } from '../devices/wait.ts';
import { canaryTail } from './support/canary.ts';
import { countInMemory } from './support/process-memory.ts';

/*
 * What of a sound stands in the memory of a process that has the matching threads and nothing else: no socket, which
 * keeps copies of its own.
 */
let child: ChildProcess;
let callOff: () => void;

async function order(word: string): Promise<string> {
  const answer = once(child, 'message');
  child.send(word);
  return String((await answer)[0]);
}
const inMemory = (sequence: number) => countInMemory(child.pid!, canaryTail(sequence + 1));
/** A recording with five chunks, the last of them still needed. */
async function record(): Promise<void> {
  expect(await order('start')).toBe('null');
  expect(await order('push')).toBe('null,null,null,null,null');
}

beforeEach(async () => {
  const script = fileURLToPath(new URL('support/listening-process.ts', import.meta.url));
  child = fork(script, { execArgv: ['--import', 'tsx'], env: wipingEnvironment(process.env) });
  callOff = cleanUpAfterDeath([child.pid!], []);
  expect(String((await once(child, 'message'))[0])).toBe('ready');
});
afterEach(() => {
  child.kill('SIGKILL');
  callOff();
});

describe('A6: the sound in memory', () => {
  test('the end of what was heard last is there, once; what is older than half a second is not', async () => {
    await record();
    expect(inMemory(4)).toBe(1);
    expect([0, 1, 2].map(inMemory)).toEqual([0, 0, 0]);
  });

  test('is gone at once when its tab is gone', async () => {
    await record();
    expect(inMemory(4)).toBe(1);
    await order('forget');
    expect(inMemory(4)).toBe(0);
  });

  test('is gone a second and a half after the microphone closed', async () => {
    await record();
    await order('end');
    await passing(LIMITS.audioAfterEndMs / 5);
    expect(inMemory(4)).toBe(1);
    await until('it is gone', 1_500, () => inMemory(4) === 0);
  });

  test.each(['terminateFeatures', 'terminateMatching'])('is gone when a thread died: %s', async (death) => {
    await record();
    expect(inMemory(4)).toBe(1);
    await order(death);
    await until('it is gone', 400, () => inMemory(4) === 0);
  });
});
