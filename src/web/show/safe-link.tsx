import type { ComponentChildren } from 'preact';
import { isSafeUrl } from '../../shared/content.ts';

/**
 * C1, W9: a link in a text somebody laid down: opened by the reader's own click, apart from this page, which stays unknown
 * to the other side. What is no safe address is shown without one.
 */
export function SafeLink({ href, children }: { href: string; children: ComponentChildren }) {
  if (!isSafeUrl(href)) return <>{children}</>;
  return (
    <a
      class="text-link"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      referrerpolicy="no-referrer"
      title={href}
    >
      {children}
    </a>
  );
}
