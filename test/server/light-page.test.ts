import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createPageAssets } from '../../src/server/http/page-assets.ts';
import { renderHomePage } from '../../src/web/pages/home.tsx';
import { ROOT } from '../contract/source-files.ts';

const folder = path.join(ROOT, 'dist/public');
const assets = createPageAssets(folder)();
const built = (name: string) => readFileSync(path.join(folder, name));
/** What goes over the line for a file, bytes. */
const weight = (name: string) => built(`${name}.br`).length;
const html = brotliCompressSync(renderHomePage({ assets, nonce: 'a-nonce-of-22-signs-00' }), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 14 },
}).length;
const later = readdirSync(path.join(folder, 'assets')).filter((name) => /^later.*\.(js|css)$/.test(name));
const read = (name: string) => built(name).toString();

describe('the first page', () => {
  test('weighs at most 61 kB on the line: HTML, styles and script', () => {
    const styles = assets.styles.reduce((sum, style) => sum + weight(style), 0);
    const script = weight(assets.script);
    expect(html + styles + script, JSON.stringify({ html, styles, script })).toBeLessThanOrEqual(61_000);
  });

  test('has neither the table nor its styles in it; these are one script and one sheet, fetched later', () => {
    expect(later).toHaveLength(2);
    for (const sign of ['table-empty', 'enlarge', 'qr-code', 'pdf-canvas', 'held-rows']) {
      expect(read(assets.script), sign).not.toContain(sign);
      expect(later.map((name) => read(`assets/${name}`)).join(), sign).toContain(sign);
    }
    expect(assets.styles.map(read).join()).not.toMatch(/\.site-main|\.card-picture|\.operator-/);
    expect(assets.siteStyles.map(read).join()).toMatch(/\.site-main.*\.operator-/s);
  });

  test('the rest comes in one step: what is fetched later loads nothing else but this page’s script', () => {
    const script = later.find((name) => name.endsWith('.js')) ?? '';
    const imports = [...read(`assets/${script}`).matchAll(/\bfrom\s*[`'"]\.\/([^`'"]+)[`'"]/g)].map(
      ([, name]) => name,
    );
    expect(imports).toEqual([path.basename(assets.script)]);
  });
});
