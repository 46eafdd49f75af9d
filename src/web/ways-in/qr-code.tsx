import { encode } from 'uqr';

/** Light modules around the code that its standard asks for. */
const QUIET = 4;

/**
 * A QR code as an image: dark on light whatever the page's colours, as scanners need it. Level M: a smudge or a glare
 * on the screen may hide 15 % of it.
 *
 * @param label what it is, for those who do not see it
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect class="qr-light" width={size} height={size} />
      <path class="qr-dark" d={dark.join('')} />
    </svg>
  );
}
