import * as z from 'zod/mini';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import { PATHS, TAB_HEADER } from '../../shared/protocol.ts';
import type { SendBytes } from './outbox.ts';
import type { Trouble } from './request.ts';
import { sealFile } from './sealed-line.ts';

const errorSchema = z.object({ error: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]) });

/** Sends files of this tab. `XMLHttpRequest`, since `fetch` does not say how much of a body has left. */
export function createSendBytes(tabId: string): SendBytes {
  return async ({ itemId, key, file, onProgress, signal }) => {
    let sealed: Blob;
    try {
      sealed = await sealFile(file, itemId, key);
    } catch {
      return 'unreadable'; // the device took the file away, or it changed meanwhile
    }
    if (signal.aborted) return null;
    return new Promise<Trouble | null>((resolve) => {
      const sending = new XMLHttpRequest();
      sending.open('PUT', `${PATHS.content}/${itemId}`);
      sending.setRequestHeader('content-type', 'application/octet-stream');
      sending.setRequestHeader(TAB_HEADER, tabId);
      sending.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
      sending.onload = () => resolve(sending.status === 200 ? null : troubleIn(sending));
      sending.onerror = () => resolve('offline');
      sending.onabort = () => resolve(null);
      signal.addEventListener('abort', () => sending.abort(), { once: true });
      sending.send(sealed);
    });
  };
}

function troubleIn({ status, responseText }: XMLHttpRequest): Trouble {
  try {
    return errorSchema.parse(JSON.parse(responseText)).error;
  } catch {
    // What ends a request by its own clock, here or on the way, has a status and no code.
    return status === 408 ? 'upload-slow' : 'internal';
  }
}
