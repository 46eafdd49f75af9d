import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { AppModel, RefusedFile } from '../pages/app-model.ts';
import { sizeText } from './size-text.ts';
import { troubleText } from './trouble-text.ts';

/** As people count them. */
export const MB = 1_024 * 1_024;

/** Lays files down, wherever they were chosen, dropped or pasted. */
export function layFiles(files: readonly File[], { state, actions }: AppModel): void {
  state.fileTroubles.value = actions.addFiles(files);
}

/** C1: which file was refused, and why; of one that is too large, how large it is. */
export function refusedText({ name, size, trouble }: RefusedFile): string {
  if (trouble !== 'file-too-large') return t('files.trouble', { name, why: troubleText(trouble) });
  // Rounded up: a file that is over by a byte has more than the limit.
  const tenths = Math.ceil((size / MB) * 10);
  return t('files.too-large', { name, size: sizeText((tenths * MB) / 10), each: LIMITS.fileBytes / MB });
}
