import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** A step of `npm test`: when it began and ended, ms, and how many files it ran. */
export interface Step {
  readonly name: string;
  readonly from: number;
  to: number;
  files: number;
}

/** A file and how long it took, ms. */
export interface FileTime {
  readonly name: string;
  readonly ms: number;
}

const SLOWEST = 5;
const clock = (ms: number) => {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** The lines of the table: each step with its minutes and seconds, then the files that took longest. */
export function stepTable(steps: readonly Step[], files: readonly FileTime[]): string[] {
  const line = (name: string, ms: number, rest = '') =>
    `  ${name.padEnd(44)} ${clock(ms).padStart(6)}${rest}`;
  const slowest = [...files].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  return [
    'Steps, minutes:',
    ...steps.map(({ name, from, to, files: count }) =>
      line(name, to - from, count > 0 ? `  ${count} ${count === 1 ? 'file' : 'files'}` : ''),
    ),
    'Slowest files:',
    ...slowest.map(({ name, ms }) => line(name, ms)),
  ];
}

/**
 * Says, before the runner's own summary, how long each step of the tests took. `TEST_STEPS` tells of those before the
 * runner: names and ms, as JSON.
 */
export default class StepTimes implements Reporter {
  readonly #steps = new Map<string, Step>();
  readonly #files: FileTime[] = [];
  readonly #now: () => number;
  #vitest: Vitest | undefined;

  constructor({ now = () => performance.now() }: { now?: () => number } = {}) {
    this.#now = now;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestModuleQueued(module: TestModule): void {
    const { name } = module.project;
    const now = this.#now();
    if (!this.#steps.has(name)) this.#steps.set(name, { name, from: now, to: now, files: 0 });
  }

  onTestModuleEnd(module: TestModule): void {
    const step = this.#steps.get(module.project.name);
    if (step === undefined) return;
    step.to = this.#now();
    step.files += 1;
    this.#files.push({ name: module.relativeModuleId, ms: module.diagnostic().duration });
  }

  onTestRunEnd(): void {
    const before = Object.entries(JSON.parse(process.env.TEST_STEPS ?? '{}') as Record<string, number>);
    const steps = before.map(([name, ms]) => ({ name, from: 0, to: ms, files: 0 }));
    const lines = stepTable([...steps, ...this.#steps.values()], this.#files);
    this.#vitest?.logger.log(`\n${lines.join('\n')}`);
  }
}
