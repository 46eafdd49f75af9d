import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import type { Trouble } from '../meeting/request.ts';
import { troubleText } from '../panel/trouble-text.ts';

export interface CodeFormProps {
  /** Asks the server to let this tab in. Null: it is in. */
  enter(code: string): Promise<Trouble | null>;
}

const WORDS = 4;
/** Four words of eight letters, with room for what people type between them. */
const LONGEST = 100;

/** B6: a quiet line below the logo that unfolds to a field for the four words. */
export function CodeForm({ enter }: CodeFormProps) {
  const open = useSignal(false);
  return (
    <div class="code-form">
      <button
        id="code-open"
        class="quiet-button"
        type="button"
        aria-expanded={open.value}
        aria-controls="code-fields"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {t('code-form.open')}
      </button>
      <div id="code-fields" class="code-fields" hidden={!open.value}>
        <CodeFields enter={enter} open={open.value} />
      </div>
    </div>
  );
}

/** Stays while it is folded: nothing typed is lost. */
function CodeFields({ enter, open }: CodeFormProps & { open: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const text = useSignal('');
  const error = useSignal<string | null>(null);
  const busy = useSignal(false);
  // Within the press itself, or a phone shows no keyboard.
  useLayoutEffect(() => {
    if (open) field.current?.focus();
  }, [open]);

  const submit = async () => {
    if (busy.peek()) return;
    const typed = text.peek();
    error.value = countFault(typed);
    if (error.value === null) {
      busy.value = true;
      const trouble = await enter(typed.trim());
      busy.value = false;
      if (trouble === null) {
        if (text.peek() === typed) text.value = '';
        return;
      }
      error.value = troubleText(trouble);
    }
    field.current?.focus();
  };

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label class="label" for="code">
        {t('code-form.label')}
      </label>
      <div class="field-row">
        <input
          ref={field}
          id="code"
          class="field"
          type="text"
          autocomplete="off"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          enterkeyhint="go"
          maxLength={LONGEST}
          value={text.value}
          aria-describedby="code-error code-hint"
          aria-invalid={error.value !== null}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            error.value = null;
          }}
        />
        <button id="code-enter" class="button button-main" type="submit" aria-disabled={busy.value}>
          {t(busy.value ? 'code-form.entering' : 'code-form.button')}
        </button>
      </div>
      <p id="code-error" class="error" role={error.value === null ? undefined : 'alert'}>
        {error.value}
      </p>
      <p id="code-hint" class="hint">
        {t('code-form.hint')}
      </p>
    </form>
  );
}

/** What is wrong with the number of words; whether they are the right ones the server says. */
function countFault(typed: string): string | null {
  const count = typed.split(/[^\p{L}]+/u).filter((word) => word !== '').length;
  if (count === WORDS) return null;
  return count === 0 ? t('code-form.empty') : t('code-form.count', { count });
}
