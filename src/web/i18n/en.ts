import type { ErrorCode } from '../../shared/errors.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';

/** A text that depends on a number: `{count}` stands for it. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** A text of two parts: what happened, and what to do about it. */
type Told = 'headline' | 'remedy';

/** Every reason and every error must have its texts, or this does not compile. */
type Required = {
  readonly [K in `reason.${NoRoomReason}.${Told}` | `error.${ErrorCode | 'offline' | 'unreadable'}`]: string;
};

/** All texts of the page in English. `{name}` marks a place to fill in. */
export const en = {
  'page.title': 'ZipSocket',
  'page.description': 'Tap the logo together: devices that hear the same room are in one meeting.',
  'page.noscript':
    'ZipSocket compares what your microphone and those around you hear, which takes JavaScript. Please switch it on for this page and reload it.',
  'page.sound':
    'The sound is only compared with that of others listening at the same time, and is deleted within ten seconds.',
  'page.retention': 'How long anything is held',

  'logo.start': 'Find the people around you',
  'logo.start-in-meeting': 'Let others in',
  'logo.stop': 'Stop listening',

  'state.ready.headline': 'Tap it together with the people around you',
  'state.ready.remedy': '',
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
  'state.no-microphone.remedy': 'Plug one in, or open this page on a phone.',
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
  'error.memory-full':
    'The server holds as much as it can just now. Try again later, or with a smaller file.',
  'error.upload-broken': 'The file did not arrive whole. Try again.',
  'error.locked': 'This meeting is locked.',
  'error.door-busy': 'Too many people are waiting to be let in. Try again in a minute.',
  'error.retention-broken':
    'The server has found that it holds something longer than it promises. It takes no sound until that is mended.',
  'error.meeting-full': 'The meeting is full.',
  'error.too-fast': 'That was too fast. Wait a moment and try again.',
  'error.server-busy': 'Too many people are listening at this moment. Try again in a few seconds.',
  'error.old-page': 'There is a newer version of this page. Reload it.',
  'error.wrong-origin': 'The server does not accept this page. Reload it.',
  'error.internal': 'Something went wrong on the server. Try again.',
  'error.unreadable': 'This device does not let the page read the file any more. Choose it again.',
  'error.offline': 'The connection was lost. Try again when it is back.',
  'error.bad-code':
    'These words open no meeting now. They are good for one minute: ask for those on the screen at this moment.',
  'error.code-throttled':
    'Too many wrong words were tried over this network. Wait an hour, or tap the logo together instead.',

  'connection.offline': 'Connection lost, trying again…',
  'connection.refused': 'The server does not take this page just now, trying again…',
  'connection.back': 'Connected again',
  'connection.old-page': 'There is a newer version of this page.',
  'connection.reload': 'Reload',

  'person.someone': 'Someone',
  'person.you': 'You',
  'person.you-named': '{name} (you)',
  'person.away': 'away',

  'roster.label': 'People in this meeting',
  'roster.joined': '{who} joined',
  'roster.left': '{who} left',
  'roster.renamed': '{before} is now called {after}',
  'meeting.begun': { one: 'You are in a meeting on your own', other: 'You are in a meeting of {count}' },
  'meeting.ended': 'You are not in a meeting any more.',
  'meeting.removed': 'Somebody in the meeting sent you out. Your things are off the table.',
  'meeting.left': 'You left the meeting. Your things are off the table.',

  'table.label': 'On the table',
  'table.empty.headline': 'The table is empty',
  'table.empty.remedy': 'Lay down a link or a note: everybody here sees it at once.',
  'table.added-url': '{who} added a link to {host}',
  'table.added-note': '{who} added a note',
  'table.removed': 'Removed',
  'table.full': { one: '{count} thing on the table', other: '{count} of {max} things on the table' },
  'card.new-tab': '(opens in a new tab)',
  'card.more': 'Show all of it',
  'card.less': 'Show less',
  'card.remove': 'Remove {what}',
  'card.this-note': 'the note “{start}”',

  'panel.label': 'My panel',
  'panel.open': 'Add',
  'panel.open-more': 'or my things',
  'panel.row': 'My things',
  'panel.row-things': { one: '{count} thing waits', other: '{count} things wait' },
  'panel.row-none': 'and my name, none needed',
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
  'drop.table': 'Let go to lay it on the table',
  'drop.shelf': 'Let go: it waits here until you meet',

  'mine.label': 'My things',
  'mine.count': '{count} of {max} things',
  'mine.none-yet': 'Nothing yet. What you add waits here until you meet.',
  'mine.retry': 'Try again',
  'mine.cancel': 'Cancel {what}',
  'mine.progress': 'On its way',
  'shelf.waits': 'Waiting for a meeting. They come along when you join one; until then only you see them.',
  'shelf.stays': 'Only you see these, also when you join a meeting.',
  'shelf.held-back': 'Not on the table: only you see these.',
  'shelf.lay': 'Lay on the table',
  'shelf.hold-back': 'Keep them to myself when I join',
  'undo.button': 'Put it back',
  'undo.done': 'It is back',
  'receipt.one': {
    one: 'Gone from {gone} of {count} screen, and from the server at {time}.',
    other: 'Gone from {gone} of {count} screens, and from the server at {time}.',
  },
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
  'held.loading': 'Asking the server…',
  'held.lead':
    'Everything the server has of this tab at this moment, and when it goes if the tab is not heard of again. A tab that is open renews its time by itself.',
  'held.nothing': 'Nothing at all.',
  'held.on-table': '{size}, on the table',
  'held.on-shelf': '{size}, seen by you alone',
  'held.upload': 'A file on its way',
  'held.uploaded': '{part} of {size}',
  'held.recording': 'Sound of your microphone',
  'held.seconds': {
    one: '{count} second recorded, of which the last half is still here',
    other: '{count} seconds recorded, of which the last half second is still here',
  },
  'held.name': 'Your name, while this tab is open',
  'held.name-cookie': 'Your name, while this tab is open, and in the cookie “name” of this browser',
  'held.no-end': 'until you delete it',
  'held.delete': 'Delete',
  'held.delete-all': 'Delete all of it',
  'held.gauge': 'How well the server keeps its limits',
  'door.waiting': 'This meeting is locked. Those inside see that you are at the door.',
  'door.go': 'Go away',
  'door.turned-away': 'Nobody let you in. Ask them, and tap or enter the words again.',
  'door.understood': 'All right',

  'mine.none': 'Nothing of yours is on the table.',

  'invite.open': 'Let others in without a microphone',
  'invite.title': 'Without a microphone',
  'invite.how': 'Whoever scans this, or types the four words on the start page, is in this meeting.',
  'invite.qr': 'QR code: scan it with another device’s camera to open this meeting there',
  'invite.words': 'The four words',
  'invite.loading': 'Asking for four words…',
  'invite.left': { one: 'New words in {count} second', other: 'New words in {count} seconds' },
  'invite.again': 'Try again',
  'invite.close': 'Close',

  'code-form.open': 'No microphone? Enter the four words',
  'code-form.begin': 'Start a meeting with four words',
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

  'retention.title': 'What is held at this moment',
  'retention.lead':
    'This server lets go of what it heard and was given within these limits. It measures itself four times a second.',
  'retention.audio': 'Oldest sound',
  'retention.audio-what': 'Counted from its arrival until it is overwritten.',
  'retention.idle': 'Oldest content of somebody who is away',
  'retention.idle-what': 'Counted from the last sign of life of the tab that laid it on the table.',
  'retention.now': 'Now',
  'retention.worst': 'Worst this week',
  'retention.limit': 'Limit',
  'retention.none': 'nothing held',
  'retention.broken': 'over the limit',
  'retention.well': 'Everything is within its limit.',
  'retention.stopped': 'No new sound is taken',
  'retention.audio-broken':
    'Sound is held for longer than promised. Until it is gone, nobody can be found by sound: the server must not take more than it can let go of in time.',
  'retention.idle-broken':
    'Content of somebody who is away is held for longer than promised. Until it is gone, the server takes no new sound: it must not take more than it can let go of in time.',
  'retention.since': 'Measured since {since}.',
  'retention.at': 'As of {time}.',
  'retention.refreshing': 'This page renews itself every {count} seconds.',
  'retention.pause': 'Hold it still',
  'retention.paused': 'This page is held still.',
  'retention.resume': 'Let it renew itself',
  'retention.json': 'The same for machines',

  'leave.button': 'Leave the meeting',
  'leave.hint': 'Your things leave with you.',
} as const satisfies Required & Record<string, string | Plural>;
