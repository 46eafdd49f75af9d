import type { FileKind } from '../../shared/content.ts';

/** What of a file is told before its bytes. */
export interface ContentHead {
  readonly kind: FileKind;
  /** As found in the bytes, never as somebody claims. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

/** Of an SVG picture its own style may apply; nothing may run, and nothing may be loaded. */
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/**
 * C10: how a shared file is served: as what it is, in a sandbox of its own, kept nowhere. Only pictures are shown by
 * themselves; all else is a download, also a PDF file, which the page fetches and draws. It has no name here: the
 * server does not know it.
 */
export function contentHeaders({ kind, mediaType, size }: ContentHead): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-length': String(size),
    'content-security-policy': SANDBOX,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'accept-ranges': 'none',
    ...(kind === 'image' ? {} : { 'content-disposition': 'attachment' }),
  };
}
