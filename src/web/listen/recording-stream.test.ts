import { describe, expect, test } from 'vitest';
import type { Request, Trouble } from '../meeting/request.ts';
import { createRecordingStream } from './recording-stream.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const SERVER_OFFSET = 1_000_000;

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A server that answers the start when it is told to, and a recording of blocks of 40 ms. */
function setUp({ latencyMs = 0 } = {}) {
  const sent: { event: string; message: Record<string, unknown> }[] = [];
  const troubles: string[] = [];
  let acceptStart = () => {};
  let chunkAnswer: Trouble | null = null;
  const request = ((event: string, message: Record<string, unknown>) => {
    sent.push({ event, message });
    if (event === 'recording-start') {
      return new Promise<{ ok: true; recordingId: string }>((resolve) => {
        acceptStart = () => resolve({ ok: true, recordingId: ID });
      });
    }
    return Promise.resolve(chunkAnswer ? { ok: false, error: chunkAnswer } : { ok: true });
  }) as Request;
  const stream = createRecordingStream({
    request,
    seal: async (samples) => samples,
    toServerTime: (local) => local + SERVER_OFFSET,
    latencyMs,
    canPlay: true,
    onRefused: (error) => troubles.push(error),
    onLost: () => troubles.push('lost'),
  });
  let blocks = 0;
  return {
    sent,
    troubles,
    stream,
    events: () => sent.map(({ event }) => event),
    /** @param early how much sooner than usual the blocks are delivered, ms */
    hear(count: number, early = 0) {
      for (let i = 0; i < count; i += 1) {
        blocks += 1;
        const samples = new Int16Array(640).fill(blocks);
        stream.push({ samples, frames: blocks * 640, deliveredAt: 5_000 + blocks * 40 - early });
      }
    },
    async accept() {
      acceptStart();
      await settled();
    },
    answerChunks(trouble: Trouble | null) {
      chunkAnswer = trouble;
    },
  };
}

describe('the stream of a recording', () => {
  test('A4 A5: the start carries the capture time of the first sample on the server’s clock', () => {
    const { hear, sent } = setUp({ latencyMs: 20 });
    hear(5);
    expect(sent).toEqual([
      { event: 'recording-start', message: { startedAt: SERVER_OFFSET + 4_980, canPlay: true } },
    ]);
  });

  test('A4: chunks wait for the recording’s id, then go in order, 200 ms each, with the very samples', async () => {
    const { hear, accept, sent } = setUp();
    hear(11);
    await accept();
    hear(4);
    await settled();
    const chunks = sent.filter(({ event }) => event === 'recording-chunk').map(({ message }) => message);
    expect(chunks.map(({ sequence, capturedAt }) => [sequence, capturedAt])).toEqual([
      [0, SERVER_OFFSET + 5_000],
      [1, SERVER_OFFSET + 5_200],
      [2, SERVER_OFFSET + 5_400],
    ]);
    const bytes = chunks[1]?.samples;
    const second = bytes instanceof Uint8Array ? new Int16Array(bytes.slice().buffer) : new Int16Array();
    expect([second.length, second[0], second[3_199]]).toEqual([3_200, 6, 10]);
  });

  test('the end follows the chunks, also when it came before the id, and is sent once', async () => {
    const { hear, accept, stream, events } = setUp();
    hear(5);
    expect(stream.end()).toBe(true);
    await accept();
    expect(stream.end()).toBe(true);
    expect(events()).toEqual(['recording-start', 'recording-chunk', 'recording-end']);
  });

  test('a recording too short to send says so', () => {
    const { hear, stream, sent } = setUp();
    hear(2);
    expect(stream.end()).toBe(false);
    expect(sent).toEqual([]);
  });

  test.each([
    ['chunk-late', []],
    ['too-fast', []],
    ['unknown-recording', ['unknown-recording']],
    ['offline', ['lost']],
  ] as const)('a chunk answered with %s', async (trouble, told) => {
    const { hear, accept, answerChunks, troubles } = setUp();
    answerChunks(trouble);
    hear(5);
    await accept();
    await accept();
    expect(troubles).toEqual(told);
  });

  test('A8: a stream whose sound was mostly refused says why, one that lost a chunk does not', async () => {
    const { hear, accept, answerChunks, stream } = setUp();
    hear(5);
    await accept();
    answerChunks('chunk-late');
    hear(5);
    await accept();
    expect(stream.mostlyRefused()).toBeNull();
    hear(10);
    await accept();
    expect(stream.mostlyRefused()).toBe('chunk-late');
  });

  test('A4: when the first samples turn out to have been late, the next chunk says its right place', async () => {
    const { hear, accept, sent, events, troubles, stream } = setUp();
    hear(5);
    await accept();
    hear(5, 150);
    await settled();
    expect(events()).toEqual(['recording-start', 'recording-chunk', 'recording-chunk']);
    expect(sent.at(-1)).toMatchObject({
      event: 'recording-chunk',
      message: { sequence: 1, capturedAt: SERVER_OFFSET + 5_000 + 200 - 150 },
    });
    expect([stream.owns(ID), stream.owns('another'), troubles]).toEqual([true, false, []]);
  });
});
