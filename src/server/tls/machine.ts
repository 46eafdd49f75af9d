import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** What this machine is called, and where it is. */
export interface Machine {
  /** DNS names, lower case. */
  hosts: readonly string[];
  /** All addresses a certificate should be good for, IPv4 before IPv6. */
  addresses: readonly string[];
  /** Those under which the other devices in the room most likely reach it, best first. */
  lan: readonly string[];
}

/** Interfaces of containers, virtual machines and tunnels: phones in the room are not on these. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vethernet|tun|tap|utun|wg|zt|tailscale|cni|flannel|lxc)/i;
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/**
 * Collects the machine's names and addresses.
 *
 * @param hostname `os.hostname()`
 * @param interfaces `os.networkInterfaces()`
 */
export function describeMachine(
  hostname: string,
  interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>,
): Machine {
  const hosts = new Set(['localhost']);
  const own = hostname.toLowerCase().replace(/\.$/, '');
  if (HOST_NAME.test(own) && isIP(own) === 0) {
    hosts.add(own);
    hosts.add(`${own.split('.')[0]}.local`);
  }
  const found = Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? []).map(({ address, family, internal }) => ({
      address,
      rank: (VIRTUAL.test(name) ? 2 : 0) + (family === 'IPv6' ? 1 : 0),
      internal,
    })),
  );
  // Link-local IPv6 addresses need a zone, which a browser's address cannot carry.
  const usable = found.filter(({ address }) => !/^fe[89ab]/i.test(address));
  usable.sort((a, b) => a.rank - b.rank);
  const outside = usable.filter(({ internal }) => !internal).map(({ address }) => address);
  const addresses = new Set(['127.0.0.1', '::1', ...usable.map(({ address }) => address)]);
  return {
    hosts: [...hosts],
    addresses: [...addresses].sort((a, b) => isIP(a) - isIP(b)),
    lan: outside,
  };
}
