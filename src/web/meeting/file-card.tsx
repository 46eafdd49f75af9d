import { t } from '../i18n/meeting-t.ts';
import { sizeText } from '../panel/size-text.ts';

export interface FileCardProps {
  kind: 'pdf' | 'file';
  name: string;
  /** Bytes. */
  size: number;
  source: string;
  onOpen(): void;
}

/** C1: a PDF file, which opens here, or any other file, which is there to be downloaded. */
export function FileCard({ kind, name, size, source, onOpen }: FileCardProps) {
  return (
    <div class="card-file">
      {kind === 'pdf' ? (
        <button class="file-tile open-pdf" type="button" onClick={onOpen}>
          <FileSign name={name} />
          <span class="file-tile-open">{t('card.open')}</span>
          <span class="visually-hidden">{name}</span>
        </button>
      ) : (
        <div class="file-tile">
          <FileSign name={name} />
        </div>
      )}
      <p class="card-file-name">{name}</p>
      <p class="card-file-line">
        <span class="card-file-size">{sizeText(size)}</span>
        <Download source={source} name={name} />
      </p>
    </div>
  );
}

export function Download({ source, name }: { source: string; name: string }) {
  return (
    <a
      class="quiet-button download"
      href={source}
      download={name}
      aria-label={t('card.download-file', { name })}
    >
      {t('card.download')}
    </a>
  );
}

/** A sheet of paper with what the name ends in, when that is short. */
function FileSign({ name }: { name: string }) {
  const ending = /\.([\p{L}\p{N}]{1,4})$/u.exec(name)?.[1]?.toUpperCase() ?? '';
  return (
    <svg class="file-sign" viewBox="0 0 32 40" aria-hidden="true" focusable="false">
      <path d="M4 1h16l9 9v26a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z" />
      <path class="file-fold" d="M20 1v6a3 3 0 0 0 3 3h6" />
      <text x="15" y="29">
        {ending}
      </text>
    </svg>
  );
}
