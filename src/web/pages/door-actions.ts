import type { Request } from '../meeting/request.ts';
import { joinLink } from '../ways-in/join-link.ts';
import type { AppActions, AppState } from './app-model.ts';
import { troubleIn } from './item-actions.ts';

type DoorActions = Pick<
  AppActions,
  'lock' | 'answerKnock' | 'endKnock' | 'removeParticipant' | 'invite' | 'enterCode' | 'serverNow'
>;

/** What a person can do at the door, on either side (B6, B7). */
export function createDoorActions({
  state,
  request,
  serverNow,
}: {
  state: AppState;
  request: Request;
  serverNow: () => number | null;
}): DoorActions {
  return {
    lock: async (on) => troubleIn(await request('lock', { on })),
    answerKnock: async (knockId, yes) => troubleIn(await request('knock-answer', { knockId, yes })),
    async endKnock() {
      state.door.value = null;
      return troubleIn(await request('knock-end', {}));
    },
    removeParticipant: async (participantId) =>
      troubleIn(await request('remove-participant', { participantId })),
    async invite() {
      const reply = await request('invite', {});
      if (!reply.ok) return reply.error;
      const { code, until } = reply;
      return { code, until, url: joinLink(window.location.origin, code) };
    },
    enterCode: async (code) => troubleIn(await request('enter-code', { code })),
    serverNow: () => serverNow() ?? Date.now(),
  };
}
