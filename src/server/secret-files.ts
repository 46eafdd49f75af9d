import { readFileSync } from 'node:fs';
import { ConfigError, SECRETS } from './config.ts';
import { systemCode } from './startup-error.ts';

/** What the name of a secret ends with when its value is in a file. */
const FILE_SUFFIX = '_FILE';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts secrets that lie in files in their places: `DATABASE_URL_FILE` names the file with the value of `DATABASE_URL`.
 * A file is seen by whoever may read it, a variable by whoever may look at the process or its container.
 *
 * @throws ConfigError with one line, which holds no value
 */
export function withSecretFiles(environment: Environment): Environment {
  const read = { ...environment };
  for (const name of SECRETS) {
    const file = environment[`${name}${FILE_SUFFIX}`]?.trim();
    if (!file) continue;
    if (environment[name]?.trim()) throw new ConfigError(`${name} and ${name}${FILE_SUFFIX} are both set`);
    read[name] = contentOf(file, `${name}${FILE_SUFFIX}`);
  }
  return read;
}

function contentOf(file: string, variable: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${variable}: cannot read ${file} (${systemCode(error)})`);
  }
}
