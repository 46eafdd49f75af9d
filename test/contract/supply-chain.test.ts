import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './source-files.ts';

interface Locked {
  version: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
}
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
const nameOf = (place: string) => place.split('node_modules/').at(-1) ?? '';
/** Packages that would run something of their own when they are installed. */
const withScripts = (all: [string, Locked][]) =>
  all.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameOf(place));

/**
 * Each was looked at, and none is run:
 * esbuild (through tsx and vitest, for tests alone) fetches its program anew where npm did not bring it; npm does.
 */
const REVIEWED = { esbuild: false };

describe('W12: the packages this is made of', () => {
  test('run nothing when they are installed, and those that would are known', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    expect([...new Set(withScripts(packages))].sort()).toEqual(Object.keys(REVIEWED));
    expect(JSON.parse(read('package.json')).allowScripts).toEqual(REVIEWED);
    const another: [string, Locked] = [
      'node_modules/a/node_modules/b',
      { version: '1.0.0', hasInstallScript: true },
    ];
    expect(withScripts([...packages, another])).toContain('b');
  });

  test('are those whose fingerprints lie here, from the registry and from nowhere else', () => {
    expect(packages.length).toBeGreaterThan(200);
    for (const [place, { integrity, resolved = 'https://registry.npmjs.org/' }] of packages) {
      expect([place, integrity?.slice(0, 7)]).toEqual([place, 'sha512-']);
      expect([place, resolved]).toEqual([place, expect.stringMatching(/^https:\/\/registry\.npmjs\.org\//)]);
    }
  });

  test('are all in the bill of materials, with version and fingerprint', () => {
    const script = JSON.parse(read('package.json')).scripts.sbom as string;
    const [program = '', ...words] = script.replace(/ > sbom\.cdx\.json$/, '').split(' ');
    expect([program, words[0]]).toEqual(['npm', 'sbom']);
    const bill = JSON.parse(
      execFileSync(program, words, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 }),
    );
    const listed = new Map<string, string>(
      bill.components.map((part: { name: string; version: string; hashes: { content: string }[] }) => [
        `${part.name}@${part.version}`,
        part.hashes[0]?.content,
      ]),
    );
    for (const [place, { version, integrity = '' }] of packages) {
      const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
      expect([place, listed.get(`${nameOf(place)}@${version}`)]).toEqual([place, hash]);
    }
  });
});
