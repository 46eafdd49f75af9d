import type { ErrorCode } from '../shared/errors.ts';

export function checkText(_kind: 'url' | 'note' | 'markdown' | 'name', bytes: Uint8Array): ErrorCode | null {
  return bytes.length > 0 ? null : 'bad-message';
}
