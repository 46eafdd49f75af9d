/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 address, as one line is given that many.
 * IPv4 written as IPv6 (`::ffff:192.0.2.1`) is IPv4. What is no address is a group of its own.
 *
 * @returns a text that is the same for all spellings of the group
 */
export function addressGroup(address: string): string {
  const bare = address.trim().toLowerCase().replace(/%.*$/, '');
  if (!bare.includes(':')) return bare;
  const groups = expand(bare);
  if (groups === null) return bare.slice(0, LONGEST);
  const [, , , , , mark, high, low] = groups as [...Eight];
  const isMapped = mark === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

type Eight = [number, number, number, number, number, number, number, number];

/** Longest text of an IPv6 address, characters. */
const LONGEST = 45;

/** The eight 16-bit groups of an IPv6 address; null when it is none. */
function expand(address: string): number[] | null {
  const [head = '', tail, ...more] = withoutDots(address).split('::');
  if (more.length > 0) return null;
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array<number>(missing).fill(0), ...after];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}

/** Writes an IPv4 address at the end as two groups. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
}

function groupsOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').map((group) => (/^[0-9a-f]{1,4}$/.test(group) ? Number.parseInt(group, 16) : -1));
}
