import { type Signal, signal } from '@preact/signals';

/** B5: whether this device may play soft sounds: it may, until the person switches them off here. */
export interface SoftSoundChoice {
  readonly allowed: Signal<boolean>;
  /** Looks at what this device remembers; another tab may have changed it. */
  look(): void;
  choose(allowed: boolean): void;
}

/** Only "off" is written down: who never touches the switch leaves no trace. */
const KEY = 'soft-sound';
const OFF = 'off';

/** @param storage gives `localStorage`; may throw where the browser refuses it: then the choice lasts as long as the page */
export function createSoftSoundChoice(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): SoftSoundChoice {
  const allowed = signal(true);
  let remembers = true;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch {
      remembers = false;
    }
  };
  return {
    allowed,
    look() {
      if (!remembers) return;
      attempt(() => {
        allowed.value = storage().getItem(KEY) !== OFF;
      });
    },
    choose(next) {
      allowed.value = next;
      attempt(() => (next ? storage().removeItem(KEY) : storage().setItem(KEY, OFF)));
    },
  };
}
