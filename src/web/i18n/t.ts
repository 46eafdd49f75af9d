import { en, type Plural } from './en.ts';

type Catalogue = typeof en;
export type TextKey = keyof Catalogue;

/** The names in braces that a text has. */
type Places<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type Filling<K extends TextKey> = Catalogue[K] extends Plural
  ? Record<'count' | Places<Catalogue[K]['one' | 'other']>, string | number>
  : Record<Places<Catalogue[K]>, string | number>;
type Arguments<K extends TextKey> = [keyof Filling<K>] extends [never] ? [] : [filling: Filling<K>];

const plurals = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

/**
 * A text of the page. A text that depends on a number takes it as `count`.
 *
 * @example t('roster.joined', { who: 'Ada' })
 */
export function t<K extends TextKey>(key: K, ...[filling]: Arguments<K>): string {
  const values: Record<string, string | number> = filling ?? {};
  const entry: string | Plural = en[key];
  const text = typeof entry === 'string' ? entry : entry[rule(values.count)];
  return text.replace(/\{([a-z]+)\}/g, (_place, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

function rule(count: string | number | undefined): keyof Plural {
  return plurals.select(Number(count)) === 'one' ? 'one' : 'other';
}
