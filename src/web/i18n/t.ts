import { en } from './en.ts';
import { createTexts, type Texts } from './texts.ts';

/**
 * A text of the page. A text that depends on a number takes it as `count`.
 *
 * @example t('roster.joined', { who: 'Ada' })
 */
export const t: Texts<typeof en> = createTexts(en);
