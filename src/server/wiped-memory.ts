import { spawn } from 'node:child_process';

/** What the C library calls its tunables. */
const NAME = 'GLIBC_TUNABLES';
/** Fill whatever is freed, and keep no freed memory aside unfilled. */
const WIPING = ['glibc.malloc.perturb=90', 'glibc.malloc.tcache_count=0'];

/**
 * C3, C11: the environment in which the C library overwrites memory as it is freed. The runtime frees copies it made of
 * what it opened and of what waited to be sent, as they are; nobody else can reach those. Other C libraries ignore it.
 */
export function wipingEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = (env[NAME] ?? '')
    .split(':')
    .filter((each) => each !== '' && !/malloc\.(perturb|tcache_count)=/.test(each));
  return { ...env, [NAME]: [...others, ...WIPING].join(':') };
}

/** Whether memory is overwritten as it is freed, as far as this process can see to it. */
export function isWiping({ platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>): boolean {
  const given = (env[NAME] ?? '').split(':');
  return platform !== 'linux' || WIPING.every((each) => given.includes(each));
}

/**
 * Runs this program again where freed memory is overwritten, and ends with its exit code. Signals are passed on; when
 * this process dies without a word, the other sees its channel close.
 */
export function runWiping(program: NodeJS.Process): void {
  const { execPath, execArgv, argv, env } = program;
  const child = spawn(execPath, [...execArgv, ...argv.slice(1)], {
    env: wipingEnvironment(env),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) program.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    program.stderr.write(`zipsocket: ${error.message}\n`);
    program.exitCode = 1;
  });
  child.once('exit', (code) => {
    program.exitCode = code ?? 1;
  });
}
