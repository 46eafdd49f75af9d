import type { ServerResponse } from 'node:http';
import { setImmediate as othersFirst } from 'node:timers/promises';
import * as z from 'zod';
import type { FileKind } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import { PATHS, TAB_HEADER } from '../../shared/protocol.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { HttpApp } from '../http/app.ts';
import { isOwnOrigin, type Trust } from '../http/origin.ts';
import { refuse } from '../http/refusal.ts';
import { contentHeaders } from './content-headers.ts';
import type { ContentService } from './content-service.ts';
import { openSegments } from './segments.ts';

export interface ContentRoutes {
  readonly content: ContentService;
  readonly vault: ItemVault;
  readonly store: Pick<LiveStore, 'readable'>;
}

const itemSchema = z.object({ itemId: idSchema });
const readingSchema = z.object({ as: idSchema });
const SEALED = 'application/octet-stream';
/** How often a read that is under way is looked at, whether it may go on, ms. */
const WATCH_MS = 500;

/** The bytes of files: sealed on their way here, plain on their way to those who are in the meeting. */
export function addContentRoutes(app: HttpApp, trust: Trust, routes: () => ContentRoutes | null): void {
  app.addContentTypeParser(SEALED, (_request, payload, done) => done(null, payload));

  app.put(`${PATHS.content}/:itemId`, { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
    const live = routes();
    const item = itemSchema.safeParse(request.params);
    const tabId = idSchema.safeParse(request.headers[TAB_HEADER]);
    if (!isOwnOrigin(request.raw, trust)) return refuse(request, reply, 'wrong-origin');
    if (live === null || !item.success || !tabId.success) return refuse(request, reply, 'not-found');
    const error = await takeUpload(live.content, tabId.data, item.data.itemId, request.raw);
    if (error !== null) {
      reply.header('connection', 'close'); // what is still to come of it is not read
      return refuse(request, reply, error);
    }
    return reply.header('cache-control', 'no-store').send({ ok: true });
  });

  app.get(`${PATHS.content}/:itemId`, async (request, reply) => {
    const live = routes();
    const item = itemSchema.safeParse(request.params);
    const reading = readingSchema.safeParse(request.query);
    if (live === null || !item.success || !reading.success) return refuse(request, reply, 'not-found');
    const { itemId } = item.data;
    const isReader = async () => (await live.store.readable(itemId, reading.data.as)) !== null;
    const found = await live.store.readable(itemId, reading.data.as); // C10: at every read
    if (found === null || found.content.file === null) return refuse(request, reply, 'not-found');
    const { kind, file } = found.content;
    reply.hijack();
    const response = reply.raw;
    const headers = { ...reply.getHeaders(), ...contentHeaders({ kind: kind as FileKind, ...file }) };
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    await sendPlain(response, live.vault, itemId, isReader);
  });
}

async function takeUpload(
  content: ContentService,
  tabId: string,
  itemId: string,
  bytes: AsyncIterable<Buffer>,
): Promise<ErrorCode | null> {
  const upload = content.beginUpload(tabId, itemId);
  if (upload === null) return 'not-found';
  try {
    for await (const part of bytes) if (!content.takeBytes(upload, part)) return 'upload-broken';
  } catch {
    return 'upload-broken'; // the line was lost; the page sends it again
  }
  return content.finishUpload(upload);
}

/**
 * Writes a file's plain bytes, piece by piece. Each piece is written alone and overwritten when it has left, so that
 * the runtime has no reason to copy it together with others (C3). Between pieces the reader's right is looked at again.
 */
async function sendPlain(
  response: ServerResponse,
  vault: ItemVault,
  itemId: string,
  isReader: () => Promise<boolean>,
): Promise<void> {
  response.flushHeaders();
  // A reader that takes nothing would keep the piece that is on its way: also then it is gone soon after the item.
  const watch = setInterval(() => {
    void isReader().then((still) => {
      if (!still) response.destroy();
    });
  }, WATCH_MS);
  try {
    for (const segment of openSegments(vault, itemId)) {
      await othersFirst();
      if (segment === null || response.destroyed || !(await isReader())) return void response.destroy(); // C10
      if (!(await hasLeft(response, segment))) return void response.destroy();
    }
    response.end();
  } finally {
    clearInterval(watch);
  }
}

/** Writes one piece; false when the reader went away before. */
function hasLeft(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const gone = () => resolve(false);
    response.once('close', gone);
    response.write(piece, (error) => {
      response.off('close', gone);
      resolve(!error);
    });
  });
}
