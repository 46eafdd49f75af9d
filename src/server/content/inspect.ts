import type { FileKind } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';

export type Inspected = { ok: true; kind: FileKind; mediaType: string } | { ok: false; error: ErrorCode };

export async function inspectFile(bytes: Uint8Array): Promise<Inspected> {
  if (bytes[0] === 0x89) return { ok: true, kind: 'image', mediaType: 'image/png' };
  if (bytes[0] === 0x25) return { ok: true, kind: 'pdf', mediaType: 'application/pdf' };
  return { ok: true, kind: 'file', mediaType: 'application/octet-stream' };
}
