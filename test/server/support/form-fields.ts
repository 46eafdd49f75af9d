const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (text: string) =>
  text.replace(/&(#39|[a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

const TAG = /<(input|textarea|select)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>(?:([\s\S]*?)<\/\1>)?/g;
const attributesOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value = '']) => [name, decoded(value)]),
  );

/** What a browser sends of the form on a page of ours when nobody touches it. */
export function formFields(html: string): Record<string, string[]> {
  const form = /<form[\s\S]*<\/form>/.exec(html)?.[0] ?? '';
  const sent: Record<string, string[]> = {};
  for (const [, tag, text = '', inner = ''] of form.matchAll(TAG)) {
    const { name, type, value = '', ...more } = attributesOf(text);
    if (name === undefined || ((type === 'radio' || type === 'checkbox') && !('checked' in more))) continue;
    const chosen =
      /<option([^>]*\bselected\b[^>]*)>/.exec(inner)?.[1] ?? /<option([^>]*)>/.exec(inner)?.[1] ?? '';
    const given =
      tag === 'select' ? (attributesOf(chosen).value ?? '') : tag === 'textarea' ? decoded(inner) : value;
    sent[name] = [...(sent[name] ?? []), given];
  }
  return sent;
}
