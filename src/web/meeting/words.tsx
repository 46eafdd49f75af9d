import type { AppModel } from '../pages/app-model.ts';
import { InviteDialog } from '../ways-in/invite.tsx';
import { DoorInDialog } from './door.tsx';
import type { OpenView } from './opened.ts';

/** B6: the four words and the QR code, and who is at the door meanwhile; beside the panel, which a phone may have folded. */
export function Words({ model, view }: { model: AppModel; view: OpenView }) {
  const { state, actions } = model;
  return (
    <InviteDialog load={actions.invite} now={actions.serverNow} open={state.wordsOpen} locked={view.locked}>
      <DoorInDialog model={model} />
    </InviteDialog>
  );
}
