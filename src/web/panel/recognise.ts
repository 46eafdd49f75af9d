import { type Content, contentSchema, isSafeUrl } from '../../shared/content.ts';

/**
 * The web address a text means, or null. An address without `https://` is completed; any other kind of address
 * (`mailto:`, `javascript:`) is none.
 */
export function toWebAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return null;
  if (/^https?:\/\//i.test(trimmed)) return isSafeUrl(trimmed) ? trimmed : null;
  if (/^[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))/i.test(trimmed)) return null;
  const completed = `https://${trimmed}`;
  return isSafeUrl(completed) && looksLikeHost(trimmed) ? completed : null;
}

/** What a text in the field most likely is: an address when all of it is one, else a note. */
export function recogniseKind(text: string): Content['kind'] {
  if (toWebAddress(text) !== null) return 'url';
  return looksLikeMarkdown(text) ? 'markdown' : 'note';
}

/** What will be laid on the table, or why not. */
export function toContent(text: string, kind: Content['kind']): Content | 'empty' | 'bad-url' | 'bad-note' {
  if (text.trim() === '') return 'empty';
  const wanted =
    kind === 'url' ? { kind, text: toWebAddress(text) ?? '' } : { kind, text: plainLineEnds(text) };
  const parsed = contentSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  return kind === 'url' ? 'bad-url' : 'bad-note';
}

const plainLineEnds = (text: string) => text.replace(/\r\n?/g, '\n');

/** `name.tld`, `localhost` or an IPv4 address, before any port or path. File names like `notes.txt` are none. */
function looksLikeHost(text: string): boolean {
  const host = text.split(/[/?#:]/, 1)[0] ?? '';
  if (/^localhost$/i.test(host) || /^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return true;
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || labels.some((label) => label === '')) return false;
  if (!/^(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu.test(last)) return false;
  return labels.length > 2 || text !== host || !FILE_ENDINGS.has(last.toLowerCase());
}

const FILE_ENDINGS = new Set([
  'txt',
  'pdf',
  'md',
  'doc',
  'docx',
  'png',
  'jpg',
  'zip',
  'js',
  'ts',
  'py',
  'html',
]);

/** Signs that somebody writes Markdown: a heading, a list, a fence, emphasis, a link. */
const MARKDOWN =
  /^#{1,6} \S|^\s*[-*+] \S|^\s*\d+[.)] \S|^```|^> |\*\*\S[^*]*\*\*|\[[^\]]+\]\([^)\s]+\)|^\|.+\|$/m;

/** Whether a text has clear signs of Markdown in it. */
const looksLikeMarkdown = (text: string): boolean => MARKDOWN.test(text);
