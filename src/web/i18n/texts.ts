/** A text that depends on a number, which is its `count`. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}
type Catalogue = Readonly<Record<string, string | Plural>>;

/** The names in braces that a text has. */
type Places<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type Filling<E extends string | Plural> = E extends Plural
  ? Record<'count' | Places<E['one' | 'other']>, string | number>
  : Record<Places<E>, string | number>;
type Arguments<E extends string | Plural> = [keyof Filling<E>] extends [never] ? [] : [filling: Filling<E>];

const plurals = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

/** Gives a text of a catalogue, with what stands in its places. */
export type Texts<C extends Catalogue> = <K extends keyof C & string>(
  key: K,
  ...filling: Arguments<C[K]>
) => string;

/** The texts of a catalogue. */
export function createTexts<C extends Catalogue>(catalogue: C): Texts<C> {
  return (key, ...[filling]) => {
    const values: Record<string, string | number> = filling ?? {};
    const entry = catalogue[key] as string | Plural;
    const text = typeof entry === 'string' ? entry : entry[rule(values.count)];
    return text.replace(/\{([a-z]+)\}/g, (_place, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}

function rule(count: string | number | undefined): keyof Plural {
  return plurals.select(Number(count)) === 'one' ? 'one' : 'other';
}
