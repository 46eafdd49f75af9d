import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Paths, relative to the project and with slashes, of the TypeScript files in one of its folders. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && !name.includes('node_modules/'))
    .sort();
}

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

export const readSource = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
