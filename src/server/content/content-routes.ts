import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { FileKind } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { CONTENT_ROUTE, TAB_HEADER } from '../../shared/protocol.ts';
import { sealedSize } from '../../shared/sealing.ts';
import type { ItemShare } from '../../storage/item-share.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import type { HttpApp } from '../http/app.ts';
import { isOwnOrigin, type Trust } from '../http/origin.ts';
import { refuse } from '../http/refusal.ts';
import { contentHeaders } from './content-headers.ts';
import type { ContentService } from './content-service.ts';
import { openSegments } from './segments.ts';

export interface ContentRoutes {
  readonly content: ContentService;
  readonly vault: ItemVault;
  readonly share: Pick<ItemShare, 'load'>;
  readonly store: Pick<LiveStore, 'readable'>;
}

const itemSchema = z.object({ itemId: idSchema });
const uploadSchema = z.object({ itemId: idSchema, tabId: idSchema });
const readingSchema = z.object({ as: idSchema });
const SEALED = 'application/octet-stream';
/** How often a read that is under way is looked at, whether it may go on, ms. */
const WATCH_MS = 500;

/** The bytes of files: sealed on their way here, plain on their way to those who are in the meeting. */
export function addContentRoutes(app: HttpApp, trust: Trust, routes: () => ContentRoutes | null): void {
  app.addContentTypeParser(SEALED, (_request, payload, done) => done(null, payload));

  app.put(CONTENT_ROUTE, {
    // Looked at before anything of the body is.
    onRequest: async (request, reply) => {
      const isSealed = request.headers['content-type'] === SEALED;
      const isOwn = isOwnOrigin(request.raw, trust);
      if (isOwn && isSealed && uploadSchema.safeParse(namesOf(request)).success) return;
      reply.header('connection', 'close'); // what is still to come is not read
      return refuse(request, reply, isOwn ? (isSealed ? 'not-found' : 'bad-message') : 'wrong-origin');
    },
    handler: async (request, reply) => {
      const { itemId, tabId } = uploadSchema.parse(namesOf(request));
      const content = routes()?.content;
      const error = content ? await takeUpload(content, tabId, itemId, request.raw) : 'not-found';
      if (error === null) return reply.header('cache-control', 'no-store').send({ ok: true });
      // The page sends to the end before it looks at the answer; what is longer than any upload is not waited for, and
      // neither is what was too slow already.
      if (error === 'upload-slow' || !(await readOut(request.raw, sealedSize(LIMITS.fileBytes))))
        reply.header('connection', 'close');
      return refuse(request, reply, error);
    },
  });

  app.get(CONTENT_ROUTE, async (request, reply) => {
    const live = routes();
    const item = itemSchema.safeParse(request.params);
    const reading = readingSchema.safeParse(request.query);
    if (live === null || !item.success || !reading.success) return refuse(request, reply, 'not-found');
    const { itemId } = item.data;
    const isReader = async () => {
      await live.share.load([itemId], { files: true });
      return (await live.store.readable(itemId, reading.data.as)) !== null;
    };
    const found = await live.store.readable(itemId, reading.data.as); // C10: at every read
    if (found === null || found.content.file === null) return refuse(request, reply, 'not-found');
    const { kind, file } = found.content;
    await isReader();
    reply.hijack();
    const response = reply.raw;
    const headers = { ...reply.getHeaders(), ...contentHeaders({ kind: kind as FileKind, ...file }) };
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    await sendPlain(response, live.vault, itemId, isReader);
  });
}

const namesOf = ({ params, headers }: FastifyRequest) => ({
  ...(params as object),
  tabId: headers[TAB_HEADER],
});

async function takeUpload(
  content: ContentService,
  tabId: string,
  itemId: string,
  body: IncomingMessage,
): Promise<ErrorCode | null> {
  const upload = content.beginUpload(tabId, itemId);
  if (upload === null) return 'not-found';
  const how = await readBytes(body, {
    take: (part) => content.takeBytes(upload, part),
    isAwaited: () => content.isAwaited(upload),
  });
  if (how === 'whole') {
    return content.finishUpload(upload).catch((error: unknown) => {
      if (isRedisAway(error)) return 'state-away';
      throw error;
    });
  }
  if (how === 'lost' || content.isAwaited(upload)) return 'upload-broken';
  return content.isTooSlow(upload) ? 'upload-slow' : 'not-found';
}

/**
 * Reads a body as it comes, until it is whole, lost, or nobody wants it any more; that is looked at also while nothing
 * comes.
 */
function readBytes(
  body: IncomingMessage,
  { take, isAwaited }: { take(part: Buffer): boolean; isAwaited(): boolean },
): Promise<'whole' | 'lost' | 'refused'> {
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (!isAwaited()) end('refused');
    }, WATCH_MS);
    const end = (how: 'whole' | 'lost' | 'refused') => {
      clearInterval(watch);
      body.off('data', onData);
      resolve(how);
    };
    const onData = (part: Buffer) => {
      if (!take(part)) end('refused');
    };
    body.on('data', onData);
    body.once('end', () => end('whole'));
    body.once('close', () => end('lost')); // the page sends it again
    body.once('error', () => end('lost'));
  });
}

/** Lets the rest of a body pass. @returns false when there is more than this, or it did not end */
async function readOut(body: IncomingMessage, bytes: number): Promise<boolean> {
  if (body.complete || body.destroyed) return body.complete;
  let left = bytes;
  const late = setTimeout(() => body.destroy(), LIMITS.uploadPauseMs);
  try {
    for await (const part of body.iterator({ destroyOnReturn: false })) {
      left -= (part as Buffer).length;
      if (left < 0) return false;
    }
    return body.complete;
  } catch {
    return false;
  } finally {
    clearTimeout(late);
  }
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
