import { mkdir, writeFile } from 'node:fs/promises';

/** Writes measured figures to `test-results/NAME.json` and says them aloud. */
export async function writeFigures(name: string, figures: Record<string, unknown>): Promise<void> {
  const file = new URL(`../../test-results/${name.replaceAll(' ', '-')}.json`, import.meta.url);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, `${JSON.stringify(figures, null, 2)}\n`);
  process.stdout.write(`figures ${name}: ${JSON.stringify(figures)}\n`);
}
