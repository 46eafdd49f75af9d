import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';

/** B5: the one switch of the soft sound. */
export function SoftSoundSwitch({ model: { state, actions } }: { model: AppModel }) {
  return (
    <label class="switch-row" for="soft-sound">
      <span>{t('soft-sound.label')}</span>
      <input
        id="soft-sound"
        class="switch"
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox has a state of its own, which is the one that counts
        role="switch"
        checked={state.softSound.value}
        onChange={(event) => actions.allowSoftSound(event.currentTarget.checked)}
      />
    </label>
  );
}
