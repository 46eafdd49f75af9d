import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { Card } from './card.tsx';
import type { OpenView } from './opened.ts';
import { looksOf } from './participant-look.ts';
import { Roster, UNKNOWN } from './roster.tsx';

/** So near to its limit the table says how full it is. */
const NEARLY_FULL = LIMITS.itemsPerMeeting - 20;

/** C1: what everybody has put on the table, newest first, and who is there. */
export function Table({ model: { state }, view }: { model: AppModel; view: OpenView }) {
  const items = view.items.toReversed();
  const looks = looksOf(view.participants.map(({ id }) => id));
  const removing = state.removing.value;
  return (
    <section class="table" aria-label={t('table.label')}>
      <Roster view={view} looks={looks} />
      {items.length >= NEARLY_FULL ? (
        <p class="table-count">{t('table.full', { count: items.length, max: LIMITS.itemsPerMeeting })}</p>
      ) : null}
      {items.length === 0 ? (
        <div class="table-empty">
          <p class="table-empty-headline">{t('table.empty.headline')}</p>
          <p>{t('table.empty.remedy')}</p>
        </div>
      ) : (
        <ul class="cards">
          {items.map((item) => (
            <Card
              key={item.id}
              item={item}
              view={view}
              look={looks.get(item.ownerId) ?? UNKNOWN}
              leaving={removing.has(item.id)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
