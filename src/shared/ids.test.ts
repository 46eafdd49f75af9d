import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idSchema, toId } from './ids.ts';

test('16 bytes make the base64url text that other encoders make', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(toId(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(idSchema.safeParse(toId(bytes)).success).toBe(true);
    }),
    { seed: 3 },
  );
});
