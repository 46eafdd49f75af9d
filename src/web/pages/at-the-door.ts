import type { ServerMessage } from '../../shared/protocol.ts';
import type { AppState } from './app-model.ts';

/** What the page knows of its own standing at a door. */
export interface AtTheDoor {
  /** @param leaving the person is about to leave, which ends their knocks too */
  said(door: ServerMessage<'door'>, leaving: boolean): void;
  /** The line is new, and a knock ends with its line. */
  connected(): void;
  /** A whole view is about to be shown. */
  view(next: { readonly id: string } | null): void;
}

/** B7: the page says that somebody stands at a door as long as they do, and "nobody let you in" to nobody else. */
export function createAtTheDoor(state: Pick<AppState, 'door' | 'turnedAway' | 'meeting'>): AtTheDoor {
  return {
    said(door, leaving) {
      const stood = state.door.value !== null;
      state.door.value = door.state === 'waiting' ? { until: door.until } : null;
      if (door.state !== 'over' || door.admitted) state.turnedAway.value = false;
      else if (stood && !leaving) state.turnedAway.value = true;
    },
    connected() {
      state.door.value = null;
    },
    view(next) {
      if (next?.id === state.meeting.value?.id) return; // asked for again: the knock stands
      state.door.value = null;
      if (next !== null) state.turnedAway.value = false;
    },
  };
}
