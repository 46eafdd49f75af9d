/** The host of a web address as the browser will use it (foreign letters in their plain form), without `www.`. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host.replace(/^www\.(?=.*\.)/, '') : address;
}
