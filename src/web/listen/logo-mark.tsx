/**
 * The logo: the teeth of a zip that close to one sound. The upper half and the lower half are two devices; their
 * teeth interlock to a single wave.
 */
export function LogoMark() {
  return (
    <svg class="logo-mark" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      <g class="logo-upper">
        {TEETH.map(({ x, upper, length }) =>
          upper ? (
            <rect key={x} x={x - 2.6} y={50 - length * 0.66} width="5.2" height={length} rx="2.6" />
          ) : null,
        )}
      </g>
      <g class="logo-lower">
        {TEETH.map(({ x, upper, length }) =>
          upper ? null : (
            <rect key={x} x={x - 2.6} y={50 - length * 0.34} width="5.2" height={length} rx="2.6" />
          ),
        )}
      </g>
    </svg>
  );
}

const TEETH = [10, 20, 34, 46, 54, 46, 34, 20, 10].map((length, i) => ({
  x: 14 + i * 9,
  upper: i % 2 === 0,
  length,
}));
