import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** What a page heard. */
export interface Capture {
  /** Wall clock of the machine, ms, at which the first sample would have come had none been held up. */
  readonly startedAt: number;
  /** Hz. */
  readonly rate: number;
  readonly samples: readonly number[];
}

/** A bare page on http://127.0.0.1, which browsers count as a secure origin. */
export async function startBarePage(): Promise<{ url: string; stop(): void }> {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html').end('<!doctype html><title>Microphone</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => server.close().closeAllConnections(),
  };
}

/** Opens the page's microphone as the product does and records; fails with the name of the browser's error. */
export function capture(page: Page, seconds: number): Promise<Capture> {
  return page.evaluate(async (wanted) => {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio }).catch((error: DOMException) => {
      throw new Error(error.name);
    });
    const context = new AudioContext({ sampleRate: 16_000 });
    const worklet = `registerProcessor('tap', class extends AudioWorkletProcessor {
      process([input]) { if (input[0]) this.port.postMessage(input[0].slice()); return true; }
    });`;
    await context.audioWorklet.addModule(
      URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })),
    );
    const node = new AudioWorkletNode(context, 'tap');
    const samples: number[] = [];
    let startedAt = Number.POSITIVE_INFINITY;
    await new Promise<void>((resolve) => {
      node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
        samples.push(...data);
        // Counted back from the frame that came soonest, and not from the first ones, which may stall.
        if (samples.length >= wanted * 8_000) {
          startedAt = Math.min(startedAt, Date.now() - samples.length / 16);
        }
        if (samples.length >= wanted * 16_000) resolve();
      };
      context.createMediaStreamSource(stream).connect(node);
    });
    for (const track of stream.getTracks()) track.stop();
    await context.close();
    return { startedAt, rate: 16_000, samples };
  }, seconds);
}
