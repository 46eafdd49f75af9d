import type { ItemKind } from '../../shared/content.ts';

export function contentHeaders({
  kind,
  mediaType,
  size,
}: {
  kind: ItemKind;
  mediaType: string;
  size: number;
}): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-length': String(size),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'no-store',
    ...(kind === 'image' ? {} : { 'content-disposition': 'attachment' }),
  };
}
