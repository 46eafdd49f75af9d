import type { Plural } from './texts.ts';

/** Texts of the page of the retention gauge. */
export const retentionEn = {
  'retention.lead':
    'This server lets go of what it heard and was given within these limits. It measures itself four times a second.',
  'retention.audio': 'Oldest sound',
  'retention.audio-what': 'Counted from its arrival until it is overwritten.',
  'retention.idle': 'Longest time since a device with content was heard of',
  'retention.idle-what':
    'Counted from the last sign of life of the tab that laid it on the table; one that is here gives such signs again and again.',
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
} as const satisfies Record<string, string | Plural>;
