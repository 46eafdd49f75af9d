import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting-t.ts';
import { hostOf } from '../meeting/host.ts';

/** A host as the browser looks it up: the dot that may end it changes nothing. */
const plainHost = (host: string | undefined) => host?.replace(/\.$/, '');

/**
 * Whether an address can be shown within this page at all: encrypted, and of another host. On this one another port is
 * another origin, but has the same cookies.
 */
export function canBeInPlace(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' && plainHost(hostname) !== plainHost(globalThis.location?.hostname);
}

/** Before the address, since it counts for what is loaded after; the types of elements do not know it yet. */
const CREDENTIALLESS = { credentialless: true };

/**
 * W9: a page of another site, shown only after the viewer's own click, in a frame that can do nothing to this one and,
 * where the browser can do that, without the viewer's cookies there. Sites may refuse to be shown so, and browsers do
 * not tell; the link beside it opens it apart.
 */
export function InPlace({ address, onClose }: { address: string; onClose(): void }) {
  return (
    <div class="in-place">
      <p class="hint">
        {t('in-place.hint', { host: hostOf(address) })}{' '}
        <a href={address} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">
          {t('in-place.apart')}
        </a>
      </p>
      <iframe
        class="in-place-frame"
        title={hostOf(address)}
        {...CREDENTIALLESS}
        src={address}
        referrerpolicy="no-referrer"
        sandbox="allow-scripts allow-forms allow-popups allow-same-origin"
        allow=""
        loading="eager"
      />
      <button class="button in-place-close" type="button" onClick={onClose}>
        {t('in-place.close')}
      </button>
    </div>
  );
}

/** W9: offers to show an address here, where that can be; `children` give way to it. */
export function ShowHere({ address, children }: { address: string; children?: ComponentChildren }) {
  const open = useSignal(false);
  const area = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (open.value === wasOpen.current) return;
    wasOpen.current = open.value;
    // The button that was pressed is gone; its opposite is where one goes on.
    area.current?.querySelector<HTMLElement>('.show-here, .in-place-close')?.focus({ preventScroll: true });
  }, [open.value]);
  const show = (on: boolean) => () => {
    open.value = on;
  };
  return (
    <div ref={area} class="show-here-area">
      {open.value ? <InPlace address={address} onClose={show(false)} /> : children}
      {canBeInPlace(address) && !open.value ? (
        <button class="quiet-button show-here" type="button" onClick={show(true)}>
          {t('card.show-here')}
        </button>
      ) : null}
    </div>
  );
}
