import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { nameSchema } from '../../shared/content.ts';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { CrossIcon } from './cross-icon.tsx';
import { troubleText } from './trouble-text.ts';

/** N2, N3: the voluntary name: given, changed, deleted. */
export function NameForm({ model: { state, actions } }: { model: AppModel }) {
  const field = useRef<HTMLInputElement>(null);
  const name = state.name.value;
  const draft = useSignal(name ?? '');
  const error = useSignal<string | null>(null);
  useEffect(() => {
    draft.value = name ?? '';
  }, [name, draft]);

  const rename = async (next: string | null, said: string) => {
    error.value = null;
    const trouble = await actions.rename(next);
    if (trouble === null) actions.announce(said);
    else error.value = troubleText(trouble);
  };
  const save = (event: Event) => {
    event.preventDefault();
    const parsed = nameSchema.safeParse(draft.value.trim() === '' ? null : draft.value);
    if (!parsed.success) {
      error.value = t('name.invalid', { max: LIMITS.nameLength });
      field.current?.focus();
      return;
    }
    draft.value = parsed.data ?? '';
    void rename(parsed.data, t(parsed.data === null ? 'name.deleted' : 'name.saved'));
  };
  const left = LIMITS.nameLength - draft.value.length;

  return (
    <form class="form" onSubmit={save}>
      <label class="label" for="name">
        {t('name.label')}
      </label>
      <div class="field-row">
        <input
          ref={field}
          id="name"
          class="field"
          type="text"
          autocomplete="nickname"
          maxLength={LIMITS.nameLength}
          value={draft.value}
          placeholder={t('person.someone')}
          aria-describedby="name-hint name-error"
          aria-invalid={error.value !== null}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
            error.value = null;
          }}
        />
        {name !== null && draft.value === name ? (
          <button
            key="delete"
            id="name-delete"
            class="icon-button"
            type="button"
            aria-label={t('name.delete')}
            title={t('name.delete')}
            onClick={(event) => {
              // The save button takes this one's place during the click, and must not take the click too.
              event.preventDefault();
              field.current?.focus();
              void rename(null, t('name.deleted'));
            }}
          >
            <CrossIcon />
          </button>
        ) : (
          <button
            key="save"
            id="name-save"
            class="button"
            type="submit"
            disabled={draft.value.trim() === (name ?? '')}
          >
            {t('name.save')}
          </button>
        )}
      </div>
      <p id="name-error" class="error" role={error.value === null ? undefined : 'alert'}>
        {error.value}
      </p>
      <p id="name-hint" class="hint">
        {left <= 10 ? t('name.left', { count: left }) : t(hint(state.nameForgotten.value))}
      </p>
    </form>
  );
}

const hint = (forgotten: boolean) => (forgotten ? 'name.not-remembered' : 'name.hint');
