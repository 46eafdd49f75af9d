import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

/**
 * All that a line of the log can hold beside its message. What is not named here is left out, so that no address,
 * URL, name, header, body or content of a message can get into a log by accident.
 */
const ALLOWED = new Set(['method', 'route', 'status', 'ms', 'code', 'count', 'port', 'err']);

/**
 * Makes the server's log: one JSON line per entry.
 *
 * @param destination where lines go; standard output when left out
 */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    formatters: { log: keepAllowed, bindings: () => ({}) },
    serializers: { err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

function keepAllowed(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => ALLOWED.has(key)));
}

/** An error's class, code and places in the code. Its message may quote what somebody sent, so it stays out. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // The message is in the stack too, and its lines may look like places.
  const { stack = '', message } = error;
  const isTold = stack.includes(message);
  const places = isTold ? stack.slice(stack.indexOf(message) + message.length) : '';
  const frames = places.split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, code, at: frames.slice(0, 12).map((line) => line.trim()) };
}
