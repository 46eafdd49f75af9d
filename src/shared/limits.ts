/**
 * Every limit of the service, in one place. Screens read them to say a limit before it bites,
 * schemas read them to refuse what is over. Times are in ms, lengths in UTF-16 code units, sizes in bytes.
 */
export const LIMITS = {
  /** Longest participant name. */
  nameLength: 40,
  /** Longest URL. */
  urlLength: 2_048,
  /** Longest note. */
  noteLength: 5_000,
  /** Items one participant may have on the table. */
  itemsPerParticipant: 30,
  /** Items on one table. */
  itemsPerMeeting: 200,
  /** Largest file. */
  fileBytes: 25 * 1024 * 1024,
  /** Most pixels of a picture. */
  pixels: 25_000_000,
  /** Longest name of a file. */
  fileNameLength: 200,
  /** Bytes of files one person may have laid down at a time. */
  bytesPerParticipant: 100 * 1024 * 1024,
  /** An upload that brings nothing for so long is given up, ms. */
  uploadPauseMs: 30_000,
  /** An upload that was announced and of which nothing comes is given up after this, ms. */
  uploadStartMs: 15_000,
  /** An upload is given up this long after its first byte, ms: 25 MB at a third of a megabit per second. */
  uploadMs: 600_000,
  /** Bytes of files that may be on their way from one address at a time, see `addressGroup`. */
  bytesComingPerAddress: 250 * 1024 * 1024,
  /** Highest page that can be shown to all. */
  pdfPages: 2_000,
  /** People in one meeting. */
  participantsPerMeeting: 50,

  /** A3: the microphone never stays open longer than this. */
  listeningMs: 10_000,
  /** Recordings a server hears at the same time: a few more than one core compares in time, all pairs (bench/results). */
  concurrentRecordings: 60,
  /** One address may have so many recordings for each place that is free: alone 40 of 60, and another still 14. */
  recordingsPerFreePlace: 2,
  /** A5: a chunk that arrives later than this after its claimed capture is dropped. */
  chunkLatenessMs: 1_500,
  /** A claimed capture may lie this far in the server's future (error of the clock estimate). */
  chunkEarlinessMs: 250,
  /** A5: audio older than this is overwritten with zeros. */
  audioAgeMs: 8_000,
  /** A6: audio is overwritten with zeros this long after its recording ended (chunks in flight still count). */
  audioAfterEndMs: 1_500,

  /** A question whether somebody nearby is in this room is over after this time, answered or not. */
  questionMs: 30_000,

  /** B7: somebody who knocks waits this long at most. */
  knockMs: 60_000,
  /** People who knock at one meeting at the same time. */
  knocksPerMeeting: 10,
  /** B2: a receipt waits this long for screens that do not answer. */
  receiptMs: 15_000,

  /** Pause between two application heartbeats of a tab. */
  heartbeatMs: 20_000,
  /** C6: a tab that has not been heard of for this long has left. */
  idleMs: 30 * 60_000,
  /** C6: how long a page's ticket brings it back into a meeting that the servers have lost; renewed by heartbeats. */
  ticketMs: 3 * 60_000,
  /** C5: after `bye`, the same tab may come back (a reload) within this time. */
  byeGraceMs: 4_000,

  /** B6: a spoken code opens its meeting for this long. */
  codeMs: 60_000,
  /** B6: wrong codes that one address may try within an hour. */
  codeTries: 60,

  /** A6: no sound is held longer than this after it arrived. */
  audioHeldMs: 10_000,
  /** C6: how much later than `idleMs` the last of an idle tab's content may be gone. */
  idleSlackMs: 60_000,

  /** Largest frame a socket may send. */
  frameBytes: 65_536,
} as const;
