import type { NoRoomReason } from '../../shared/reasons.ts';
import type { Trouble } from '../meeting/request.ts';
import type { Plural } from './texts.ts';

/** A text of two parts: what happened, and what to do about it. */
type Told = 'headline' | 'remedy';

/** Every reason and every error must have its texts, or this does not compile. */
type Required = {
  readonly [K in `reason.${NoRoomReason}.${Told}` | `error.${Trouble}`]: string;
};

/**
 * Texts of the page as it comes, in English; those of what it fetches later are in `meeting-en.ts`. `{name}` marks a place
 * to fill in.
 */
export const en = {
  'later.coming': 'One moment …',
  'later.failed': 'A part of this page did not arrive. Your things are safe.',
  'later.again': 'Try again',
  'later.reload': 'Load the page anew',
  'page.title': 'ZipSocket',
  'page.description': 'Tap the logo together: devices that hear the same room are in one meeting.',
  'page.noscript':
    'ZipSocket compares what your microphone and those around you hear, which takes JavaScript. Please switch it on for this page and reload it.',
  'page.sound':
    'The sound is only compared with that of others listening at the same time, and is deleted within ten seconds.',
  'page.children': 'Under 13? Use it only together with a parent, guardian or teacher.',
  'page.privacy': 'Privacy',
  'page.feedback': 'Feedback',
  'page.information': 'Ask for information',
  'page.statistics': 'Statistics',
  'page.news': 'News',
  'page.your-data': 'Your data',

  'logo.start': 'Find the people around you',
  'logo.start-in-meeting': 'Let others in',
  'logo.stop': 'Stop listening',

  'state.ready.headline': 'Tap it together with the people around you',
  'state.ready.remedy': 'You all land at one table, to share links, notes and files.',
  'state.ready-in-meeting.headline': 'Let others in',
  'state.ready-in-meeting.remedy': 'Tap together with whoever comes late',
  'state.asking.headline': 'May this page listen?',
  'state.asking.remedy': 'Allow the microphone when the browser asks.',
  'state.listening.headline': 'Listening to the room…',
  'state.listening.remedy': 'Let somebody talk. Tap again to stop.',
  'state.silent-microphone.headline': 'Your microphone hears nothing at all',
  'state.silent-microphone.remedy': 'It may be muted: look for a mute switch or key.',
  'state.playing.headline': 'Playing a soft sound…',
  'state.playing.remedy': 'The others listen for it. Tap again to stop.',
  'state.deciding.headline': 'Comparing…',
  'state.deciding.remedy': 'The microphone is off again.',
  'state.nearby.headline': {
    one: 'Someone nearby, {count}\u00a0device. Is\u00a0this\u00a0your\u00a0room?',
    other: 'Someone nearby, {count}\u00a0devices. Is\u00a0this\u00a0your\u00a0room?',
  },
  'state.nearby.remedy': 'Nobody is shown anything before both sides say yes.',
  'state.nearby-waiting.headline': {
    one: 'Waiting for the other device',
    other: 'Waiting for the other devices',
  },
  'state.nearby-waiting.remedy': 'The same question is asked there. Tap the logo to start anew.',
  'nearby.yes': 'Yes',
  'nearby.no': 'No',
  'nearby.left': { one: '{count} second left', other: '{count} seconds left' },
  'state.found.headline': 'Found each other',
  'state.found.remedy': {
    one: 'One other device heard the same room.',
    other: '{count} other devices heard the same room.',
  },
  'state.refused.headline': 'The microphone is not allowed',
  'state.refused.remedy':
    'Allow it for this page in the browser (the sign beside the address) and in the system’s settings, then tap again.',
  'state.no-microphone.headline': 'No microphone found',
  'state.no-microphone.remedy': 'Plug one in, or meet with four words: enter theirs, or start with new ones.',
  'state.no-microphone-in-meeting.remedy': 'Plug one in, or let others in with the four words.',
  'state.microphone-busy.headline': 'The microphone is in use elsewhere',
  'state.microphone-busy.remedy': 'Close the other app or call that uses it, then tap again.',
  'state.insecure.headline': 'This connection is not secure',
  'state.insecure.remedy':
    'Browsers give the microphone to https:// addresses only. Open this page under one.',
  'state.unsupported.headline': 'This browser cannot do it',
  'state.unsupported.remedy': 'Update the browser, or try a current Firefox, Chrome, Edge or Safari.',
  'state.connection-lost.headline': 'The connection was lost',
  'state.connection-lost.remedy': 'Your microphone is off. Tap again when the line is back.',
  'state.failed.headline': 'That did not work',

  'reason.muted.headline': 'Your microphone heard nothing at all',
  'reason.muted.remedy': 'It is probably muted. Unmute it, or choose another one, and tap again.',
  'reason.too-quiet.headline': 'It was too quiet to tell',
  'reason.too-quiet.remedy': 'Turn the volume up or let somebody talk, and tap again together.',
  'reason.alone.headline': 'Nobody else was listening',
  'reason.alone.remedy': 'Tap within a few seconds of each other.',
  'reason.no-match.headline': 'Nobody else was heard in this room',
  'reason.no-match.remedy': 'Move closer, let somebody talk, and tap at the same time.',
  'reason.ambiguous.headline': 'More than one room fits',
  'reason.ambiguous.remedy':
    'Tap again together with one person of the room you are in. Who is in another meeting leaves it first.',
  'reason.too-short.headline': 'That was too short to tell',
  'reason.too-short.remedy': 'Tap again and keep listening for a few seconds.',

  'soft-sound.label': 'Soft sound in quiet rooms',
  'soft-sound.is-off': 'The soft sound for quiet rooms is off on this device.',
  'soft-sound.switch-on': 'Switch the soft sound on',

  'error.bad-message': 'Page and server do not understand each other. Reload the page.',
  'error.bad-order': 'Some of the sound was lost on the way. Tap again.',
  'error.bad-url': 'This is no web address that can be shared. It has to begin with http:// or https://.',
  'error.chunk-late': 'The sound took too long to arrive. Tap again where the connection is better.',
  'error.chunk-early': 'The clocks of this device and the server disagree. Reload the page.',
  'error.unknown-recording': 'The server lost track of this recording. Tap again.',
  'error.recording-running': 'This tab is listening already. Wait a moment and tap again.',
  'error.not-in-meeting': 'You are in no meeting any more.',
  'error.not-found': 'It is not there any more.',
  'error.not-yours': 'Only the person who laid it on the table can take it away.',
  'error.too-many-items': 'You have as many things on the table as one person may. Remove one first.',
  'error.table-full': 'The table is full. Something has to be removed first.',
  'error.bad-note': 'This text has signs in it that no screen can show, or is too long.',
  'error.bad-name': 'The name of this file cannot be shown. Rename it and try again.',
  'error.image-too-large': 'This picture is too large: at most 25 million pixels, as 5,000 by 5,000.',
  'error.empty-file': 'This file is empty.',
  'error.bad-seal': 'Page and server have lost their common key. Reload the page.',
  'error.file-too-large': 'This file is too large: at most 25 MB.',
  'error.quota-full': 'Your files together are too large: at most 100 MB. Remove one first.',
  'error.too-many-uploads':
    'Too many files are on their way from here. Wait until some have arrived, then try again.',
  'error.memory-full':
    'The server holds as much as it can just now. Try again later, or with a smaller file.',
  'error.upload-broken': 'The file did not arrive whole. Try again.',
  'error.upload-slow': 'The file took longer than ten minutes. Try again where the connection is better.',
  'error.locked': 'This meeting is locked.',
  'error.door-busy': 'Too many people are waiting to be let in. Try again in a minute.',
  'error.retention-broken':
    'The server has found that it holds something longer than it promises. It takes no sound until that is mended.',
  'error.meeting-full': 'The meeting is full.',
  'error.too-fast': 'That was too fast. Wait a moment and try again.',
  'error.server-busy': 'Too many people are listening at this moment. Try again in a few seconds.',
  'error.server-full':
    'The server has no room for anything new just now. Meetings that are open go on. Try again in a minute.',
  'error.address-busy':
    'Too many people on your network are listening at this moment. Try again in a few seconds, or come in with four words.',
  'error.old-page': 'There is a newer version of this page. Reload it.',
  'error.wrong-origin': 'The server does not accept this page. Reload it.',
  'error.state-away': 'Interrupted for a moment. Nothing is lost; it goes on by itself.',
  'error.internal': 'Something went wrong on the server. Try again.',
  'error.unreadable': 'This device does not let the page read the file any more. Choose it again.',
  'error.other-meeting': 'It was not chosen for this table. Try again to lay it down here.',
  'error.offline': 'The connection was lost. Try again when it is back.',
  'error.bad-code':
    'These words open no meeting now. They are good for one minute: ask for those on the screen at this moment.',
  'error.code-throttled':
    'Too many wrong words were tried over this network. Wait an hour, or tap the logo together instead.',

  'connection.offline': 'Connection lost, trying again…',
  'connection.refused': 'The server does not take this page just now, trying again…',
  'connection.restoring': 'The server was started again. Your meeting is coming back…',
  'connection.back': 'Connected again',
  'connection.on-again': 'The interruption is over',
  'connection.old-page': 'There is a newer version of this page.',
  'connection.reload': 'Reload',

  'person.someone': 'Someone',
  'meeting.begun': { one: 'You are in a meeting on your own', other: 'You are in a meeting of {count}' },
  'meeting.ended': 'You are not in a meeting any more.',
  'meeting.removed': 'Somebody in the meeting sent you out. Your things are off the table.',
  'meeting.left': 'You left the meeting. Your things are off the table.',
  'card.unknown': 'something that cannot be shown',

  'panel.label': 'My panel',
  'panel.open': 'Add',
  'panel.open-more': 'or my things',
  'panel.row': 'My things',
  'panel.row-things': { one: '{count} thing waits', other: '{count} things wait' },
  'panel.row-stuck': { one: '{count} is stuck', other: '{count} are stuck' },
  'panel.stuck': { one: 'file is stuck', other: 'files are stuck' },
  'panel.row-none': 'and my name',
  'panel.close': 'Close',
  'panel.close-more': 'my panel',

  'name.label': 'My name',
  'name.hint': 'Only if you like. The others see it, and this device remembers it in a cookie.',
  'name.save': 'Save',
  'name.delete': 'Delete my name',
  'name.saved': 'Saved',
  'name.deleted': 'Your name is deleted',
  'name.left': {
    one: '{count} more character',
    other: '{count} more characters',
  },
  'name.invalid': 'A name is one line of up to {max} characters.',
  'name.not-remembered': 'This browser refuses cookies, so the name lasts until you close this tab.',

  'add.label': 'A link or a note',
  'add.button': 'Add',
  'add.as': 'Add as',
  'add.url': 'Link',
  'add.note': 'Note',
  'add.markdown': 'Formatted',
  'add.left': {
    one: '{count} more character',
    other: '{count} more characters',
  },
  'add.too-long': 'Too long by {count}',
  'add.empty': 'Type or paste something first.',
  'add.bad-note': 'This note has signs in it that no screen can show.',
  'add.waiting': 'Waiting for the connection',
  'add.history':
    'When you remove a link, it may still be in others’ browser history, and network logs may show that it was opened.',

  'files.choose': 'Choose files',
  'files.hint': 'Or drop or paste them anywhere here. Up to {each}\u00a0MB each, {all}\u00a0MB in all.',
  'files.trouble': '{name}: {why}',
  'files.too-large': '{name} has {size}: at most {each}\u00a0MB.',
  'files.on-table': '{name} is on the table.',
  'files.on-shelf': '{name} waits here.',
  'drop.table': 'Let go to lay it on the table',
  'drop.shelf': 'Let go: it waits here until you meet',

  'mine.label': 'My things',
  'mine.count': '{count} of {max} things',
  'mine.none-yet': 'Nothing yet. What you add waits here until you meet.',
  'shelf.waits': 'Waiting for a meeting. They come along when you join one; until then only you see them.',
  'shelf.stays': 'Only you see these, also when you join a meeting.',
  'shelf.held-back': {
    one: '{count} thing is kept to yourself: not on the table, only you see it.',
    other: '{count} things are kept to yourself: not on the table, only you see them.',
  },
  'shelf.lay-all': 'Lay all on the table',
  'shelf.hold-back': 'Keep them to myself when I join',
  'undo.removed': 'Removed.',
  'undo.removing': 'Being removed…',
  'receipt.one': {
    one: '{what} is gone from {gone} of {count} screen, and from the server at {time}.',
    other: '{what} is gone from {gone} of {count} screens, and from the server at {time}.',
  },
  'receipt.last': 'What you removed last',
  'receipt.url': 'The link to {title}',
  'receipt.note': 'The note “{title}”',
  'receipt.file': 'The file {title}',
  'receipt.all': {
    one: 'Your things are gone from {gone} of {count} screen, and from the server at {time}.',
    other: 'Your things are gone from {gone} of {count} screens, and from the server at {time}.',
  },
  'receipt.away': {
    one: '{count} screen has no connection: it goes from there when that is back.',
    other: '{count} screens have no connection: it goes from there when that is back.',
  },
  'held.open': 'What we hold about you',
  'held.title': 'What we hold about you',
  'held.close': 'Close',
  'door.waiting': 'This meeting is locked. Those inside see that you are at the door.',
  'door.seconds': '{count}\u00a0s',
  'door.go': 'Go away',
  'door.turned-away': 'Nobody let you in. Ask them, and tap or enter the words again.',
  'door.understood': 'All right',

  'mine.none': 'Nothing of yours is on the table.',

  'invite.open': 'Four words and QR code',

  'code-form.open': 'No microphone? Enter the others’ four words',
  'code-form.begin': 'Start with four new words',
  'code-form.label': 'The four words',
  'code-form.hint':
    'Somebody in the meeting can show them. They look like “lake orbit quiet zebra”; the first four letters of each will do.',
  'code-form.button': 'Go in',
  'code-form.entering': 'Going in…',
  'code-form.empty': 'Type the four words first.',
  'code-form.count': {
    one: 'A code has four words; this is one.',
    other: 'A code has four words; these are {count}.',
  },

  'retention.title': 'How long anything is held',

  'leave.button': 'Leave the meeting',
  'leave.hint': 'Your things leave with you.',
} as const satisfies Required & Record<string, string | Plural>;
