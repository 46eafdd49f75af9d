import { t } from '../i18n/t.ts';
import type { Trouble } from '../meeting/request.ts';

/** What went wrong, in words. */
export function troubleText(trouble: Trouble): string {
  return t(`error.${trouble}`);
}
