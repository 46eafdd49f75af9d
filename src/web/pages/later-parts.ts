/**
 * Everything the page needs only once somebody does something on it: the table, what is shown on it, my things, the words
 * and the QR code, the list of what is held, and how files are sent. One file of the build, which `later.ts` fetches.
 */
export { describeStep } from '../a11y/describe-step.ts';
export { DoorInDialog } from '../meeting/door.tsx';
export { createSendBytes } from '../meeting/send-bytes.ts';
export { Table } from '../meeting/table.tsx';
export { Words } from '../meeting/words.tsx';
export { HeldList } from '../panel/held-list.tsx';
export { MyItem } from '../panel/my-item.tsx';
export { UndoOffer } from '../panel/undo-offer.tsx';
export { SharedNotice } from '../share/shared-notice.tsx';
