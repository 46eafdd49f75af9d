import { expect, test } from 'vitest';
import { compileKernel } from '../../scripts/build-kernel.mjs';
import { SKETCH_KERNEL } from '../../src/matching/sketch-kernel-binary.ts';

test('the WebAssembly in the repository is what its source compiles to', async () => {
  const compiled = Buffer.from(await compileKernel()).toString('base64');
  expect(SKETCH_KERNEL.replaceAll('\n', '')).toBe(compiled);
});
