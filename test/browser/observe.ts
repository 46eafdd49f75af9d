import type { Page } from 'playwright-core';

/** Counts the chunks of sound that leave a page over its WebSocket. Call before the page is opened. */
export function watchFrames(page: Page): { chunks: () => number; sent: () => number } {
  let chunks = 0;
  let sent = 0;
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      sent += 1;
      if (typeof payload !== 'string' && payload.length >= 6_400) chunks += 1;
    });
  });
  return { chunks: () => chunks, sent: () => sent };
}

declare global {
  interface Window {
    observed: {
      states: string[];
      levels: { at: number; level: number }[];
      streams: MediaStream[];
      listeningAt: number;
    };
  }
}

/**
 * Writes down, inside the page, each state of the logo, each level the waveform shows, and the streams the page
 * was given. It changes nothing of what the page does. Call before the page is opened.
 */
export async function watchListening(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.observed = { states: [], levels: [], streams: [], listeningAt: 0 };
    const devices = navigator.mediaDevices;
    if (devices) {
      const open = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (constraints) => {
        const stream = await open(constraints);
        window.observed.streams.push(stream);
        return stream;
      };
    }
    new MutationObserver((records) => {
      for (const { target, attributeName } of records) {
        const element = target as Element;
        if (attributeName === 'data-state' && element.id === 'logo') {
          const state = element.getAttribute('data-state') ?? '';
          window.observed.states.push(state);
          if (state === 'listening') window.observed.listeningAt = performance.now();
        }
        if (attributeName === 'data-level') {
          const level = Number(element.getAttribute('data-level'));
          window.observed.levels.push({ at: performance.now(), level });
        }
      }
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state', 'data-level'] });
  });
}

/** How many of the page's tracks are still live. */
export const liveTracks = (page: Page) =>
  page.evaluate(
    () =>
      window.observed.streams.flatMap((s) => s.getTracks()).filter((track) => track.readyState === 'live')
        .length,
  );
