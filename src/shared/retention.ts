import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';

/** B3: how old what is held may be, ms: sound from its arrival (A6), content of idle tabs from their last sign of life (C6). */
export const RETENTION_LIMITS = {
  audioMs: LIMITS.audioHeldMs,
  idleMs: LIMITS.idleMs + LIMITS.idleSlackMs,
} as const;

/** ms; null when nothing is held, or was. */
const age = z.nullable(z.number().check(z.gte(0)));
const ages = z.object({ audioMs: age, idleMs: age });

const reading = {
  /** The oldest of each, as last observed. */
  now: ages,
  /** The worst since `since`. */
  worst: ages,
  /** Start of the week that `worst` looks back on, or of the server when that is later; ms on the server's clock. */
  since: z.number().check(z.gte(0)),
  /** Which limits are broken at this moment. */
  broken: z.object({ audio: z.boolean(), idle: z.boolean() }),
};

/** B3: what the retention gauge reads. */
const retentionReadingSchema = z.object(reading);
export type RetentionReading = z.infer<typeof retentionReadingSchema>;

/** B3: the text of `/retention.json`. */
export const retentionReportSchema = z.object({
  ...reading,
  /** Of the answer; ms on the server's clock. */
  time: z.number().check(z.gte(0)),
  limits: z.object({ audioMs: z.number(), idleMs: z.number() }),
});
export type RetentionReport = z.infer<typeof retentionReportSchema>;

export function toRetentionReport(gauge: RetentionReading, time: number): RetentionReport {
  return { ...gauge, time, limits: RETENTION_LIMITS };
}
