import { useRef } from 'preact/hooks';
import { LIMITS } from '../../shared/limits.ts';
import { t } from '../i18n/t.ts';
import type { AppModel } from '../pages/app-model.ts';
import { layFiles, MB, refusedText } from './lay-files.ts';

/** C1: pictures, PDF files and any others, chosen from the device. The limits are told before they bite. */
export function FileButton({ model, full }: { model: AppModel; full: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const troubles = model.state.fileTroubles.value;
  return (
    <div class="files">
      <input
        ref={field}
        id="add-files"
        class="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={t('files.choose')}
        disabled={full}
        onChange={(event) => {
          layFiles([...(event.currentTarget.files ?? [])], model);
          event.currentTarget.value = '';
        }}
      />
      <button
        id="choose-files"
        class="button"
        type="button"
        disabled={full}
        aria-describedby="files-hint"
        onClick={() => field.current?.click()}
      >
        {t('files.choose')}
      </button>
      <p id="files-hint" class="hint">
        {t('files.hint', { each: LIMITS.fileBytes / MB, all: LIMITS.bytesPerParticipant / MB })}
      </p>
      {troubles.length === 0 ? null : (
        <ul id="file-troubles" class="error" role="alert">
          {troubles.map((refused, i) => (
            <li key={i}>{refusedText(refused)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
