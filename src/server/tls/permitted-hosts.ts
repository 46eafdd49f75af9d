import { X509Certificate } from 'node:crypto';

/** RFC 5280, 4.2.1.10: as it is written, and as it stands in a certificate. */
export const NAME_CONSTRAINTS = '2.5.29.30';
const ENCODED = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x1e]);

/** Says which of these names an authority of ours with such constraints may sign for. */
export function permittedHosts(authorityPem: string, hosts: readonly string[]): string[] {
  const { raw } = new X509Certificate(authorityPem);
  const at = raw.indexOf(ENCODED);
  if (at < 0) return [...hosts];
  const encoded = raw.subarray(at);
  return hosts.filter((host) => host.endsWith('.local') || encoded.includes(der(0x30, dnsName(host))));
}

/** GeneralName, [2] dNSName */
export function dnsName(host: string): Buffer {
  return der(0x82, Buffer.from(host, 'latin1'));
}

export function der(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
