import { createHmac, hkdfSync } from 'node:crypto';

/** B7: what is the same for every visit of a tab, on whatever server, and tells nothing else. */
export function createVisitorOf(secret: Uint8Array): (tabId: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'zipsocket visitors', 32));
  return (tabId) => createHmac('sha256', key).update(tabId).digest('base64url');
}
