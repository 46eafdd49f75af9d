import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import { grownSize, isTiny, type Size } from './grown-size.ts';

export interface PictureProps {
  source: string;
  name: string;
  /** There is a line to the server. */
  online: boolean;
  lazy?: boolean;
  /** A small one is enlarged. */
  grown?: boolean;
  class?: string;
  /** What goes around the picture; not around the words that stand for one that did not come. */
  around?: (picture: ComponentChildren) => ComponentChildren;
}

/** C1: a picture; one that did not come says so, and is asked for again when the line is back, or on request. */
export function Picture({
  source,
  name,
  online,
  lazy = false,
  grown = false,
  around,
  ...rest
}: PictureProps) {
  const broken = useSignal(false);
  const loaded = useSignal<(Size & { source: string }) | null>(null);
  // Each of them, when it changes, is a reason to ask for it again.
  useEffect(() => {
    broken.value = false;
  }, [source, online, broken]);
  const size = loaded.value?.source === source ? loaded.value : null;
  const large = grown && size !== null ? grownSize(size) : null;
  if (broken.value) {
    return (
      <div class="picture-broken">
        <p>{t('picture.broken', { name })}</p>
        <button
          class="quiet-button picture-again"
          type="button"
          aria-label={t('picture.again-name', { name })}
          onClick={() => {
            broken.value = false;
          }}
        >
          {t('picture.again')}
        </button>
      </div>
    );
  }
  const picture = (
    <img
      {...rest}
      width={large?.width}
      height={large?.height}
      data-tiny={size !== null && isTiny(size) ? '' : undefined}
      src={source}
      alt={name}
      decoding="async"
      loading={lazy ? 'lazy' : undefined}
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
        loaded.value = { source, width: naturalWidth, height: naturalHeight };
      }}
      onError={() => {
        broken.value = true;
      }}
    />
  );
  return <>{around?.(picture) ?? picture}</>;
}
