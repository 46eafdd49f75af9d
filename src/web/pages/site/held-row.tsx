import { isWording } from '../../../shared/news.ts';
import { siteEn } from '../../i18n/site-en.ts';
import { type SiteTextKey, siteT } from '../../i18n/site-t.ts';
import { timeText } from '../time-text.ts';

type Row = Readonly<Record<string, unknown>>;

/** W11: one thing that is held, in words; what is empty is left out. */
export function HeldRow({ row }: { row: object }) {
  const shown = Object.entries(row).filter(([key, value]) => key !== 'id' && value !== null && value !== '');
  return (
    <dl class="facts">
      {shown.map(([key, value]) => (
        <div key={key} class="fact">
          <dt>{labelOf(key, row as Row)}</dt>
          <dd>{textOf(key, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Who was imported asked on the day that came with the import; what is noted as asking is the import. */
function labelOf(key: string, { source }: Row): string {
  const name = key === 'askedAt' && source === 'import' ? 'importedAt' : key;
  return wordOf(`held.field.${name}`) ?? key;
}

function textOf(key: string, value: unknown): string {
  if (key === 'wording' && isWording(value)) return siteT(`consent.${value}`);
  if (value instanceof Date) return timeText(value.getTime());
  if (typeof value === 'object' && value !== null) return answersText(value);
  return wordOf(`held.value.${key}.${value}`) ?? String(value);
}

const answersText = (answers: object) =>
  Object.entries(answers)
    .map(([question, answer]) => `${question}: ${[answer].flat().join(', ')}`)
    .join('; ');

/** The word for something; null: what people wrote themselves has none. */
const wordOf = (key: string): string | null =>
  Object.hasOwn(siteEn, key) ? siteT(key as Extract<SiteTextKey, 'held.none'>) : null;
