import { t } from '../i18n/t.ts';
import { hostOf } from './host.ts';
import type { OpenItem } from './opened.ts';

/** What an item is called where there is room for a few words. */
export function titleOf({ kind, text }: Pick<OpenItem, 'kind' | 'text'>): string {
  if (text === null) return t('card.unknown');
  if (kind === 'url') return hostOf(text);
  if (kind !== 'note' && kind !== 'markdown') return text;
  const line = (text.trim().split('\n', 1)[0] ?? '').replace(kind === 'markdown' ? /^[#>*\-\s]+/ : '', '');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
