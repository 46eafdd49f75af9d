import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { StartupError } from '../startup-error.ts';

/** Paths of what pages load. */
export interface PageAssets {
  script: string;
  /** Of the home page. */
  styles: string[];
  /** Of the other pages. */
  siteStyles: string[];
}

const ENTRY = 'src/web/main.tsx';
const SITE_STYLES = 'src/web/site.css';

/** What of the bundler's manifest is used here. */
const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

/**
 * Reads from the bundler's manifest what the page loads; again when a new build has been made.
 *
 * @param publicRoot absolute path of the folder the pages were built into
 * @throws StartupError when there is no build
 */
export function createPageAssets(publicRoot: string): () => PageAssets {
  const file = path.join(publicRoot, '.vite', 'manifest.json');
  let known = read(file);
  let readAt = changedAt(file);
  return () => {
    const changed = changedAt(file);
    // 0: a build is under way and the file is not there at this moment.
    if (changed !== readAt && changed !== 0) {
      known = read(file);
      readAt = changed;
    }
    return known;
  };
}

function read(file: string): PageAssets {
  try {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const entry = manifest[ENTRY];
    const site = manifest[SITE_STYLES];
    if (entry === undefined || site === undefined) throw new Error('parts are missing');
    const chunks = new Set([ENTRY]);
    for (const name of chunks) for (const part of manifest[name]?.imports ?? []) chunks.add(part);
    const sheets = [...chunks].flatMap((name) => manifest[name]?.css ?? []);
    const styles = [...new Set(sheets)].map((sheet) => `/${sheet}`);
    return { script: `/${entry.file}`, styles, siteStyles: [...styles, `/${site.file}`] };
  } catch {
    throw new StartupError(`the pages are not built (${file}); run "npm run build" or "npm start"`);
  }
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
