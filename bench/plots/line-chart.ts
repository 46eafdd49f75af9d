/** One line of a chart, its points from left to right. */
export interface Series {
  readonly name: string;
  readonly points: ReadonlyArray<readonly [x: number, y: number]>;
}

export interface Chart {
  readonly title: string;
  readonly x: { readonly label: string; readonly ticks: readonly number[]; readonly logarithmic?: boolean };
  readonly y: { readonly label: string; readonly ticks: readonly number[]; readonly logarithmic?: boolean };
  readonly series: readonly Series[];
}

const SIZE = { width: 720, height: 420 };
const EDGE = { left: 70, right: 190, top: 44, bottom: 56 };
/** Told apart by people who see colours otherwise too (Okabe and Ito 2008), and by their dashes. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];
const DASHES = ['', '7 4', '2 3', '10 4 2 4', '4 2', '12 5'];

/** A chart as SVG. Values beyond the outer ticks are drawn at the edge. */
export function lineChart({ title, x, y, series }: Chart): string {
  const place = (axis: Chart['x'], from: number, to: number) => {
    const scale = (value: number) => (axis.logarithmic ? Math.log(value) : value);
    const [first, last] = [scale(axis.ticks[0]!), scale(axis.ticks.at(-1)!)];
    return (value: number) => {
      const share = (scale(value) - first) / (last - first);
      return Math.round((from + Math.max(0, Math.min(1, share)) * (to - from)) * 10) / 10;
    };
  };
  const atX = place(x, EDGE.left, SIZE.width - EDGE.right);
  const atY = place(y, SIZE.height - EDGE.bottom, EDGE.top);
  const [right, bottom] = [SIZE.width - EDGE.right, SIZE.height - EDGE.bottom];
  const grid = [
    ...x.ticks.map(
      (tick) =>
        `<path class="grid" d="M${atX(tick)} ${EDGE.top}V${bottom}"/><text x="${atX(tick)}" y="${bottom + 18}" text-anchor="middle">${tick.toLocaleString('en')}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<path class="grid" d="M${EDGE.left} ${atY(tick)}H${right}"/><text x="${EDGE.left - 8}" y="${atY(tick) + 4}" text-anchor="end">${tick.toLocaleString('en')}</text>`,
    ),
  ];
  const lines = series.map(({ name, points }, i) => {
    const style = `stroke="${COLOURS[i % COLOURS.length]}" stroke-dasharray="${DASHES[i % DASHES.length]}"`;
    const path = points.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${atX(a)} ${atY(b)}`).join('');
    const top = EDGE.top + 8 + 22 * i;
    return `<path class="line" ${style} d="${path}"/><path class="line" ${style} d="M${right + 14} ${top}h28"/><text x="${right + 50}" y="${top + 4}">${escaped(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escaped(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600;font-size:15px}.grid{stroke:#ddd}.line{fill:none;stroke-width:2.2}</style>
<rect width="100%" height="100%" fill="#fff"/>
<text class="title" x="${EDGE.left}" y="24">${escaped(title)}</text>
${grid.join('\n')}
<text x="${(EDGE.left + right) / 2}" y="${SIZE.height - 14}" text-anchor="middle">${escaped(x.label)}</text>
<text transform="translate(18 ${(EDGE.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>
${lines.join('\n')}
</svg>
`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
