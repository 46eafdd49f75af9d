import type { SendBytes } from './outbox.ts';

/**
 * A proxy may lead a request to another server than the line stands to, which has not heard of the file: when it was led
 * elsewhere while a server was away, and the line has stayed there. A line that is made now stands where requests go.
 */
export function onOneServer(send: SendBytes, renewLine: () => void): SendBytes {
  return async (options) => {
    const trouble = await send(options);
    if (trouble === 'not-found') renewLine();
    return trouble;
  };
}
