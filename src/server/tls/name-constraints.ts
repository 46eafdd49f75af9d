import * as x509 from '@peculiar/x509';
import { der, dnsName, NAME_CONSTRAINTS } from './permitted-hosts.ts';

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
