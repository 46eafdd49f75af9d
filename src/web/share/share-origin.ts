/** What of a request tells where it comes from. */
interface Sent {
  readonly headers: Pick<Headers, 'get'>;
  readonly referrer: string;
}

const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : null);

/**
 * W12: whether another site sent this form, as far as the browser tells. The share sheet itself names no site, and a site
 * can keep quiet too, so that what comes is asked about in any case.
 */
export function isOfAnotherSite({ headers, referrer }: Sent, own: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'none' && site !== 'same-origin') return true;
  const named = [headers.get('origin'), originOf(referrer)];
  return named.some((origin) => origin !== null && origin !== 'null' && origin !== own);
}
