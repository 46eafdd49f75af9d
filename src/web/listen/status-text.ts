import { t } from '../i18n/t.ts';
import type { ListeningState } from './listening.ts';

/** What is going on, and what to do about it. */
export interface StatusText {
  readonly headline: string;
  readonly remedy: string;
}

export interface Circumstances {
  readonly inMeeting: boolean;
  /** Soft sounds are allowed on this device. */
  readonly softSound: boolean;
}

export function statusText(state: ListeningState, { inMeeting, softSound }: Circumstances): StatusText {
  switch (state.name) {
    case 'ready':
      return plain(inMeeting ? 'ready-in-meeting' : 'ready');
    case 'no-microphone': // A8: the words are the way without one
      return {
        headline: t('state.no-microphone.headline'),
        remedy: t(`state.no-microphone${inMeeting ? '-in-meeting' : ''}.remedy`),
      };
    case 'nearby': // A8, B4
    case 'nearby-waiting':
      return {
        headline: t(`state.${state.name}.headline`, { count: state.devices }),
        remedy: t(`state.${state.name}.remedy`),
      };
    case 'found':
      return {
        headline: t('state.found.headline'),
        remedy: t('state.found.remedy', { count: state.others }),
      };
    case 'nothing': // A8
      if (lacksSoftSound(state, softSound)) {
        return { headline: t('reason.too-quiet.headline'), remedy: t('soft-sound.is-off') };
      }
      return {
        headline: t(`reason.${state.reason}.headline`),
        remedy: t(`reason.${state.reason}.remedy`),
      };
    case 'failed':
      return { headline: t('state.failed.headline'), remedy: t(`error.${state.error}`) };
    default:
      return plain(state.name);
  }
}

/** B5: whether the soft sound, which is switched off, might have helped. */
export function lacksSoftSound(state: ListeningState, softSound: boolean): boolean {
  return state.name === 'nothing' && state.reason === 'too-quiet' && !softSound;
}

type Plain =
  | Exclude<
      ListeningState['name'],
      'no-microphone' | 'nearby' | 'nearby-waiting' | 'found' | 'nothing' | 'failed'
    >
  | 'ready-in-meeting';

function plain(name: Plain): StatusText {
  return { headline: t(`state.${name}.headline`), remedy: t(`state.${name}.remedy`) };
}
