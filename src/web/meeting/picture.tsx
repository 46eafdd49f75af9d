import { useSignal } from '@preact/signals';
import { t } from '../i18n/t.ts';

/** C1: a picture; one that the browser cannot draw says so. */
export function Picture({
  source,
  name,
  lazy = false,
  ...rest
}: {
  source: string;
  name: string;
  lazy?: boolean;
  class?: string;
}) {
  const broken = useSignal(false);
  if (broken.value) return <span class="picture-broken">{t('picture.broken', { name })}</span>;
  return (
    <img
      {...rest}
      src={source}
      alt={name}
      decoding="async"
      loading={lazy ? 'lazy' : undefined}
      onError={() => {
        broken.value = true;
      }}
    />
  );
}
