import { t } from '../i18n/meeting-t.ts';

/** What this page may leave in the browser beside cookies, by the names in its storage (W7: see `LEFT_IN_BROWSER`). */
export const LEFT_HERE = {
  tab: { where: 'sessionStorage', text: 'held.left-tab' },
  'soft-sound': { where: 'localStorage', text: 'held.left-soft-sound' },
} as const;

type Stores = Readonly<Record<'sessionStorage' | 'localStorage', Pick<Storage, 'getItem'>>>;

/** B1: what is there besides things that can be deleted one by one: the meeting, and what the browser keeps for us. */
export function notesHere(stores: Stores, { inMeeting }: { inMeeting: boolean }): string[] {
  const left = Object.entries(LEFT_HERE).filter(([name, { where }]) => {
    try {
      return stores[where].getItem(name) !== null;
    } catch {
      return false; // storage is refused, so that nothing is in it
    }
  });
  return [...(inMeeting ? [t('held.in-meeting')] : []), ...left.map(([, { text }]) => t(text))];
}
