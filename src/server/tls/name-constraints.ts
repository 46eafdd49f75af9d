import * as x509 from '@peculiar/x509';

/** RFC 5280, 4.2.1.10 */
const NAME_CONSTRAINTS = '2.5.29.30';

/**
 * Limits an authority to DNS names: whoever steals its key still cannot speak for another site to the people who
 * installed it. Addresses stay free, since a machine's addresses change while its authority is kept.
 */
export function nameConstraints(hosts: readonly string[]): x509.Extension {
  const subtrees = hosts.map((host) => der(0x30, dnsName(host)));
  return new x509.Extension(
    NAME_CONSTRAINTS,
    true,
    Uint8Array.from(der(0x30, der(0xa0, Buffer.concat(subtrees)))),
  );
}

/** Says which of these names an authority with such constraints may sign for. */
export function permittedHosts(authorityPem: string, hosts: readonly string[]): string[] {
  const extension = new x509.X509Certificate(authorityPem).getExtension(NAME_CONSTRAINTS);
  if (extension === null) return [...hosts];
  const encoded = Buffer.from(extension.value);
  return hosts.filter((host) => host.endsWith('.local') || encoded.includes(der(0x30, dnsName(host))));
}

/** GeneralName, [2] dNSName */
function dnsName(host: string): Buffer {
  return der(0x82, Buffer.from(host, 'latin1'));
}

function der(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
