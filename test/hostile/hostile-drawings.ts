/** SVG pictures that would stall every screen they are on; and one way or another to hide that. */
const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" ${attributes}>${inner}</svg>`;

const rect = '<rect width="9" height="9"/>';
/** Ten of the one before, ten times over. */
const generations = (element: string, refer: (name: string) => string) =>
  Array.from(
    { length: 9 },
    (_, i) => `<${element} id="a${i + 1}">${refer(`a${i}`).repeat(10)}</${element}>`,
  ).join('');
const uses = generations('g', (name) => `<use href="#${name}"/>`);
const twice = (refer: string) =>
  `<g id="a">${rect}</g><symbol id="b">${refer}</symbol><use href="#b"/><clipPath id="c">${rect}</clipPath>`;

export const HOSTILE_DRAWINGS: Readonly<Record<string, string>> = {
  'uses.svg': svg(`<defs><rect id="a0" width="1" height="1"/>${uses}</defs><use href="#a9"/>`),
  'old uses.svg': svg(twice('<use x:href="#a"/>')),
  'patterns.svg': svg(
    `<pattern id="a0">${rect}</pattern>${generations('pattern', (name) => `<rect fill="url(#${name})"/>`)}<rect fill="url(#a9)"/>`,
  ),
  'masks.svg': svg(
    `<mask id="a0">${rect}</mask>${generations('mask', (name) => `<g mask="url(#${name})">${rect}</g>`)}<rect mask="url(#a9)"/>`,
  ),
  'clips.svg': svg(
    `<clipPath id="a0">${rect}</clipPath>${generations('clipPath', (name) => `<rect clip-path="url(#${name})"/>`)}<rect clip-path="url(#a9)"/>`,
  ),
  'markers.svg': svg(
    `<marker id="a0">${rect}</marker>${generations('marker', (name) => `<path marker-mid="url(#${name})" d="M0 0L1 1L2 2"/>`)}<path style="marker: url(#a9)" d="M0 0L1 1"/>`,
  ),
  'corners.svg': svg(
    `<marker id="a">${rect.repeat(500)}</marker><path marker-mid="url(#a)" d="M0 0${'L1 1L2 2'.repeat(9_000)}"/>`,
  ),
  'filter chain.svg': svg(`<filter id="a">${'<feGaussianBlur stdDeviation="99"/>'.repeat(31)}</filter>`),
  'blurred.svg': svg(
    '<g style="filter:Blur(99px) drop-shadow(1px 1px 1px red)">'.repeat(16) + '</g>'.repeat(16),
  ),
  'filtered.svg': svg(
    `<filter id="a">${'<feTurbulence/>'.repeat(30)}</filter>${'<rect filter="url(#a)"/>'.repeat(1_000)}`,
  ),
  'masked.svg': svg(`<mask id="a">${rect}</mask>${'<rect mask="url(#a)"/>'.repeat(5_000)}`),
  'crowd.svg': svg(rect.repeat(20_001)),
  'deep.svg': svg(`${'<g opacity="0.9">'.repeat(600)}${'</g>'.repeat(600)}`),
  'copies.svg': svg(`<g id="a">${rect.repeat(9_000)}</g>${'<use href="#a"/>'.repeat(9_000)}`),
  'singles.svg': svg(
    `<rect id="a"/><g id="b">${'<use href="#a"/>'.repeat(900)}</g>${'<use href="#b"/>'.repeat(900)}`,
  ),
  'long.svg': svg(`<path d="${'M0 0L1 1'.repeat(300_000)}"/>`),
  'entities.svg': `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`,
  'late doctype.svg': svg('<!DOCTYPE svg [<!ENTITY a "b">]>&a;'),
  'drawing within.svg': svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
  'drawing within, hidden.svg': svg('<image x:href=" DATA: image/svg+xml,x"/>'),
  'sheet.svg': svg(`<style>.d, .e { clip-path: url("#c") }</style>${twice('<rect class="x e"/>')}`),
  'sheet of all.svg': svg(`<style>rect{fill:red;mask:url(#c)}</style>${twice('<rect/>')}`),
  'sheet in brackets.svg': svg(`<style>.d{x:(}); mask:url(#c)}</style>${twice('<rect class="d"/>')}`),
  'sheet in pieces.svg': svg(`<style>.d{mask:url(#<![CDATA[c)}]]></style>${twice('<rect class="d"/>')}`),
  'sheet in a comment.svg': svg(`<style>/* { */ .d{mask:url(#c)}</style>${twice('<rect class="d"/>')}`),
  'sheet elsewhere.svg': svg(`<style>@IMPORT "data:text/css,*{}";</style>${rect}`),
  'disguised in style.svg': svg(twice('<rect style="clip-path:url(#\\63)"/>')),
  'disguised in percent.svg': svg(twice('<use href="#%61"/>')),
  'disguised in numbers.svg': svg(twice('<use href="&#35;a"/>')),
  'disguised name.svg': svg(`${twice('<use href="#z"/>')}<g id="&#122;">${rect}</g>`),
  'name with a blank.svg': svg(`${twice('<use href="#z z"/>')}<g id="z z">${rect}</g>`),
  'other prefix.svg': svg(twice('<s:use href="#a"/>'), 'xmlns:s="http://www.w3.org/2000/svg"'),
  'later.svg': svg(twice('<use><set attributeName="href" to="#a"/></use>')),
  'later class.svg': svg(
    `<style>.d{clip-path:url(#c)}</style>${twice('<rect><set attributeName="class" to="d"/></rect>')}`,
  ),
  'other alphabet.svg': `<?xml version="1.0" encoding="gbk"?>${svg(rect)}`,
  'shifted alphabet.svg': `<?xml version="1.0"?>${svg(`\u001b$B<!--\u001b(B${twice('<use href="#a"/>')}-->`)}`,
};
