/** From the first to the last day of a certificate, under the 397 days browsers accept. ms */
export const LEAF_VALID_MS = 390 * 86_400_000;
