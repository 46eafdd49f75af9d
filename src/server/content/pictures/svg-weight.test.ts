import { expect, test } from 'vitest';
import { makePng } from '../../../../test/files/png.ts';
import { HOSTILE_DRAWINGS } from '../../../../test/hostile/hostile-drawings.ts';
import { isLightSvg } from './svg-weight.ts';

const isLight = (text: string) => isLightSvg(new TextEncoder().encode(text));
const svg = (inner: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inner}</svg>`;
const rect = '<rect width="9" height="9"/>';
/** A picture as an address; `claimed`: what its header says. */
const png = (claimed: [width: number, height: number] = [9, 9]) =>
  `data:image/png;base64,${makePng(9, 9, { claimed }).toString('base64')}`;
const FONT = 'data:font/woff2;base64,d09GMgABAAAAAA==';

/** As plotting libraries write them: signs and points are defined once and used hundreds of times. */
const plot = svg(
  `<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
  <g id="figure_1"><g id="axes_1">
   <defs><path id="m3a1" d="M 0 0 L 0 3.5" style="stroke: #000000; stroke-width: 0.8"/></defs>
   <g clip-path="url(#p4f9)">${'<g><use xlink:href="#m3a1" x="57.6" y="307.5" style="stroke: #000000"/></g>'.repeat(300)}</g>
   <g id="text_1"><defs><path id="DejaVuSans-30" d="M 2034 4250 Q 1547 4250 1301 3770 z"/></defs>
    ${'<use xlink:href="#DejaVuSans-30" transform="translate(63.6 0)"/>'.repeat(400)}</g>
  </g></g><defs><clipPath id="p4f9"><rect x="57.6" y="41.4" width="357.1" height="266.1"/></clipPath></defs>`,
  `<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n`,
);

const ORDINARY: Readonly<Record<string, string>> = {
  'a plotted figure': plot,
  'a clip by class, as drawing programs write it': svg(
    '<defs><style><![CDATA[.cls-1{fill:none;}.cls-2, .cls-3 {clip-path:url(#clip-path);}.cls-4{fill:url(#g-2);font-family:"A B", serif}]]></style>' +
      `<clipPath id="clip-path"><rect class="cls-1" width="9"/></clipPath>` +
      '<linearGradient id="g-1"><stop offset="0" stop-color="#fff"/></linearGradient>' +
      `<linearGradient id="g-2" xlink:href="#g-1"/></defs><g class="cls-2"><path class="cls-4" d="M0 0"/></g>`,
  ),
  'signs with colours in them': svg(
    `<radialGradient id="sun"><stop/></radialGradient><symbol id="sign"><path fill="url(#sun)" d="M0 0"/></symbol>${'<use href="#sign"/>'.repeat(50)}`,
  ),
  'a photo as a pattern, as drawing programs write it': svg(
    '<rect fill="url(#pattern0)"/><defs><pattern id="pattern0"><use xlink:href="#image0_1"/></pattern>' +
      '<image id="image0_1" width="10" xlink:href="' +
      `${png()}"/></defs>`,
  ),
  'a photo in lines': svg(`<image href="\n${png().replace(/.{40}/g, '$&\n ')}"/>`),
  'a font of its own, as drawing boards write it': svg(
    `<style>@font-face { font-family: "A"; src: url("${FONT}") format("woff2") }</style><text>x</text>`,
  ),
  'a clip by a single shape, as drawing programs write it': svg(
    `<defs><rect id="SVGID_1_" width="9"/></defs><clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>` +
      `<g style="clip-path:url(#SVGID_2_);">${rect}</g>`,
  ),
  'a pattern that takes its drawing from another': svg(
    `<pattern id="dots">${rect}</pattern><pattern id="dots-2" xlink:href="#dots"/><rect style="fill:url(&quot;#dots-2&quot;)"/>`,
  ),
  'a shadow, a mask and arrows': svg(
    `<filter id="f"><feFlood/><feColorMatrix values="0 0 0"/><feOffset/><feMerge><feMergeNode/><feMergeNode/></feMerge></filter>` +
      `<mask id="m">${rect}</mask><marker id="arrow"><path d="M0 0"/></marker>` +
      `<g filter="url(#f)">${rect}</g><g mask="url(#m)">${rect}</g><path d="${'M0 0L9 9'.repeat(900)}" marker-end="url(#arrow)"/>`,
  ),
  'a link within, and texts with signs': svg(
    '<title>A &amp; B &#8211; 50% &lt; 100% #1</title><a href="#top" aria-label="&#35;"><text id="top">x > y</text></a>',
  ),
  'dark colours by name, as signs of pages have them': svg(
    '<style>#logo { fill: #000 } @media (prefers-color-scheme: dark) { #logo { fill: #fff } }</style><path id="logo"/>',
  ),
  'a background style with a colour that is an id elsewhere': svg(`<rect id="r" fill="#fff"/>${rect}`),
};

test.each(Object.entries(ORDINARY))('C1: %s is shown', (_, text) => {
  expect(isLight(text)).toBe(true);
});

test.each(Object.entries(HOSTILE_DRAWINGS))('W12: %s is not drawn', (_, text) => {
  expect(isLight(text)).toBe(false);
});

test('W12: what is hostile in each is one thing alone', () => {
  const plain = svg(`<g id="a">${rect}</g><symbol id="b">${rect}</symbol><use href="#b"/><use href="#a"/>`);
  expect(isLight(plain)).toBe(true);
  expect(isLight(svg(rect.repeat(19_999)))).toBe(true);
  expect(isLight(svg(`<filter id="a">${'<feOffset/>'.repeat(30)}</filter><g filter="url(#a)"/>`))).toBe(true);
  expect(isLight(plain.slice(0, -6))).toBe(false);
});

test('W12: a picture of 2 MB is looked at within a moment, whatever it is made of', () => {
  const parts = ['<g id="a"><use href="#a"/>', '<g class="a b c d e f g h"/>', '<!---->', '&amp;'];
  const sheets = ['<style>.a,.b,.c{mask:url(#m)}</style>', '#a ', '.a{', '{', '"', '/*'];
  for (const part of [...parts, ...sheets]) {
    const body = part.repeat(Math.floor(2_000_000 / part.length));
    for (const text of [svg(body), svg(`<style>${body}</style>`), svg(`<rect class="${body}"/>`)]) {
      const since = performance.now();
      isLight(text);
      expect(performance.now() - since, text.slice(90, 150)).toBeLessThan(2_000);
    }
  }
});

const image = (href: string) => svg(`<image href="${href}"/>`);

test('W12: pictures in a drawing are measured, and have together what one picture may', () => {
  expect(isLight(image(png([5_000, 5_000])))).toBe(true);
  expect(isLight(image(png([5_000, 5_001])))).toBe(false);
  expect(isLight(svg(`<image href="${png([4_000, 4_000])}"/>`.repeat(2)))).toBe(false);
  expect(isLight(svg(`<image href="${png([3_000, 4_000])}"/>`.repeat(2)))).toBe(true);
  expect(isLight(svg(`<feImage href="${png([50_000, 50_000])}"/>`))).toBe(false);
});

test.each([
  ['without its header', 'data:image/png;base64,iVBORw0KGgo='],
  ['of another kind', 'data:image/png;base64,Qk0AAAAA'],
  ['in another writing', `data:image/png,${encodeURIComponent(makePng(9, 9).toString('latin1'))}`],
  ['with signs in disguise', png().replace('B', '%42')],
])('W12: a picture in a drawing that cannot be measured is not drawn: %s', (_, href) => {
  expect(isLight(image(href))).toBe(false);
  expect(isLight(image(png()))).toBe(true);
});

test.each([
  ['a style', (href: string) => `<rect style="mask-image:url(${href})"/>`],
  ['a style sheet', (href: string) => `<style>rect{mask-image:url("${href}")}</style>${rect}`],
  ['a tab in its name', (href: string) => `<style>rect{mask:url("${href.replace('ta:', '\tta:')}")}</style>`],
  ['an animation', (href: string) => `<image><set attributeName="href" to="${href}"/></image>`],
  ['HTML', (href: string) => `<foreignObject><img src="${href}"/></foreignObject>`],
  [
    'HTML, in disguise',
    (href: string) => `<foreignObject><img src="${href.replace('d', '&#100;')}"/></foreignObject>`,
  ],
  [
    'a font by name',
    (href: string) => `<rect style="mask:url(${href.replace('image/png', 'font/woff2')})"/>`,
  ],
])('W12: a picture is in a drawing as a picture alone, not by %s', (_, make) => {
  expect(isLight(svg(make(png([50_000, 50_000]))))).toBe(false);
  expect(isLight(svg(make('#a')))).toBe(true);
});
