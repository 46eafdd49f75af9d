import type { AppModel } from '../pages/app-model.ts';

/**
 * C3: a bar in sight wherever the panel is scrolled to, that lays down anew what was just taken away. It takes no focus;
 * its place is there before it is, so that screen readers say it.
 */
export function UndoBar({ model }: { model: AppModel }) {
  const { undo, meeting, later } = model.state;
  const parts = later.value;
  const offered = undo.value;
  // C7: what was taken from the shelf must not come to lie on the table of a meeting that began since.
  const isOffered = offered !== null && offered.meetingId === (meeting.value?.id ?? null);
  return (
    <div class="undo-place" role="status">
      {isOffered && parts !== null ? (
        <parts.UndoOffer key={offered.itemId} model={model} undo={offered} />
      ) : null}
    </div>
  );
}
