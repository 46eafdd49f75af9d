import { deflateRawSync } from 'node:zlib';
import type { FileKind } from '../../src/shared/content.ts';
import type { ErrorCode } from '../../src/shared/errors.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import { makePdf } from '../files/pdf.ts';
import { makePng } from '../files/png.ts';
import { HOSTILE_DRAWINGS } from './hostile-drawings.ts';

/** A file that somebody may lay down to do harm, and what must come of it. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: () => Buffer;
  readonly comes: { readonly kind: FileKind; readonly mediaType: string } | { readonly error: ErrorCode };
}

const DOWNLOAD = { kind: 'file', mediaType: 'application/octet-stream' } as const;
const PDF = { kind: 'pdf', mediaType: 'application/pdf' } as const;
const picture = (type: string) => ({ kind: 'image', mediaType: `image/${type}` }) as const;
const TOO_LARGE = { error: 'image-too-large' } as const;
const SCRIPT = '<script>window.ran=true</script>';

const text = (value: string) => () => Buffer.from(value);
const bytes = (...values: number[]) => Buffer.from(values);
const be16 = (value: number) => [value >> 8, value & 255];
const le16 = (value: number) => [value & 255, value >> 8];
const be32 = (value: number) => [
  (value >>> 24) & 255,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

const gif = (width: number, height: number, after = '') =>
  Buffer.concat([Buffer.from('GIF89a'), bytes(...le16(width), ...le16(height), 0, 0, 0), Buffer.from(after)]);
const jpeg = (width: number, height: number, before: Buffer = Buffer.alloc(0)) =>
  Buffer.concat([
    bytes(0xff, 0xd8),
    before,
    bytes(0xff, 0xc0, ...be16(17), 8, ...be16(height), ...be16(width), 3, 1, 34, 0, 2, 17, 1, 3, 17, 1),
    bytes(0xff, 0xd9),
  ]);
const webp = (width: number, height: number, claimed = 30) =>
  Buffer.concat([
    Buffer.from('RIFF'),
    bytes(...le16(claimed), 0, 0),
    Buffer.from('WEBPVP8X'),
    bytes(10, 0, 0, 0, 0, 0, 0, 0),
    bytes((width - 1) & 255, ((width - 1) >> 8) & 255, (width - 1) >> 16),
    bytes((height - 1) & 255, ((height - 1) >> 8) & 255, (height - 1) >> 16),
  ]);
const box = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([bytes(...be32(body.length + 8)), Buffer.from(type), body]);
};
const ispe = (width: number, height: number) =>
  box('ispe', bytes(0, 0, 0, 0, ...be32(width), ...be32(height)));
const avifOf = (...properties: Buffer[]) =>
  Buffer.concat([
    box('ftyp', Buffer.from('avif'), bytes(0, 0, 0, 0), Buffer.from('avifmif1')),
    box('meta', bytes(0, 0, 0, 0), box('iprp', box('ipco', ...properties))),
  ]);
const avif = (width: number, height: number) => avifOf(ispe(width, height));
/** The header of an AV1 sequence, behind a delimiter and padding. */
const av1 = (width: number, height: number) => {
  const bits = (value: number, count: number) => value.toString(2).padStart(count, '0');
  const header = `0001100000${bits(15, 4)}${bits(15, 4)}${bits(width - 1, 16)}${bits(height - 1, 16)}`;
  const body = (header.padEnd(56, '0').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return bytes(0x12, 0, 0x7a, 1, 0x80, 0x0a, body.length, ...body);
};
/** An AVIF picture of 10 by 10, as it says, with data of what size they are. */
const codedAvif = (
  width: number,
  height: number,
  { within = false, pieces = 1, offset }: { within?: boolean; pieces?: number; offset?: number } = {},
) => {
  const data = av1(width, height);
  const file = (at: number) => {
    const place = bytes(...be32(offset ?? at), ...be32(data.length));
    const item = bytes(...be16(1), ...(within ? be16(1) : be16(0)), ...be16(0), ...be16(pieces));
    const iloc = box('iloc', bytes(1, 0, 0, 0, 0x44, 0, ...be16(1)), item, ...Array(pieces).fill(place));
    const parts = [iloc, box('iprp', box('ipco', ispe(10, 10))), ...(within ? [box('idat', data)] : [])];
    return Buffer.concat([
      box('ftyp', Buffer.from('avif'), bytes(0, 0, 0, 0), Buffer.from('avifmif1')),
      box('meta', bytes(0, 0, 0, 0), ...parts),
      box('mdat', data),
    ]);
  };
  return file(within ? 0 : file(0).length - data.length);
};
/** A huge JPEG picture whose frame's marker has a fill byte before it, and where a false one stands for the careless. */
const filledJpeg = () => {
  const fill = jpeg(65_000, 65_000, bytes(0xff, 0xe0, 0, 4, 0, 0, 0xff));
  const file = Buffer.concat([fill.subarray(0, -2), bytes(0xff, 0xfe, 0xff, 0xf0), Buffer.alloc(0xffee)]);
  jpeg(8, 8).copy(file, 9 + 0xc000, 2);
  return file;
};
/** An AVIF picture whose boxes reach to the end of the file, where another size follows late. */
const endlessAvif = () => {
  const file = avifOf(ispe(9, 9), box('free', Buffer.alloc(900_000)), ispe(60_000, 60_000));
  for (const type of ['meta', 'iprp', 'ipco']) file.writeUInt32BE(0, file.indexOf(type) - 4);
  return file;
};
const zip = (name: string, size: number) => {
  const body = deflateRawSync(Buffer.alloc(size));
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(body.length, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), body]);
};
const laughs = () => {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
    '',
  );
  return `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">${entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l9;</text></svg>`;
};
const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inner}</svg>`;

export const HOSTILE_FILES: readonly HostileFile[] = [
  { name: 'page.html', bytes: text(`<!doctype html>${SCRIPT}`), comes: DOWNLOAD },
  { name: 'page.png', bytes: text(`<html>${SCRIPT}</html>`), comes: DOWNLOAD },
  {
    name: 'page.xhtml',
    bytes: text(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</html>`),
    comes: DOWNLOAD,
  },
  {
    name: 'page.mht',
    bytes: text(`MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${SCRIPT}`),
    comes: DOWNLOAD,
  },
  {
    name: 'utf16.html',
    bytes: () => Buffer.concat([bytes(0xff, 0xfe), Buffer.from(`<html>${SCRIPT}`, 'utf16le')]),
    comes: DOWNLOAD,
  },
  { name: 'utf7.html', bytes: text('+ADw-script+AD4-window.ran=true+ADw-/script+AD4-'), comes: DOWNLOAD },
  { name: 'comment.html', bytes: text(`<!-- <svg --><html>${SCRIPT}</html>`), comes: DOWNLOAD },
  { name: 'style.css', bytes: text('@import "https://evil.example/x.css";'), comes: DOWNLOAD },
  { name: 'script.js', bytes: text('window.ran=true'), comes: DOWNLOAD },
  { name: 'sheet.xsl', bytes: text('<?xml version="1.0"?><xsl:stylesheet version="1.0"/>'), comes: DOWNLOAD },
  { name: 'manifest.json', bytes: text('{"start_url":"https://evil.example"}'), comes: DOWNLOAD },
  {
    name: 'shortcut.url',
    bytes: text('[InternetShortcut]\r\nURL=file:///c:/windows/system32/calc.exe'),
    comes: DOWNLOAD,
  },
  {
    name: 'program.exe',
    bytes: () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]),
    comes: DOWNLOAD,
  },
  {
    name: 'program',
    bytes: () => Buffer.concat([bytes(0x7f, 0x45, 0x4c, 0x46), Buffer.alloc(200)]),
    comes: DOWNLOAD,
  },
  { name: 'shell.sh', bytes: text('#!/bin/sh\nrm -rf /'), comes: DOWNLOAD },
  { name: 'empty', bytes: () => Buffer.alloc(0), comes: { error: 'empty-file' } },
  { name: 'zeros', bytes: () => Buffer.alloc(100_000), comes: DOWNLOAD },
  { name: 'one byte', bytes: () => bytes(0x89), comes: DOWNLOAD },

  { name: 'script.svg', bytes: text(svg(SCRIPT)), comes: picture('svg+xml') },
  { name: 'onload.svg', bytes: text(svg('', 'onload="window.ran=true"')), comes: picture('svg+xml') },
  {
    name: 'foreign.svg',
    bytes: text(
      svg(`<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</body></foreignObject>`),
    ),
    comes: picture('svg+xml'),
  },
  {
    name: 'outside.svg',
    bytes: text(svg('<image href="https://evil.example/count.png"/>')),
    comes: picture('svg+xml'),
  },
  {
    name: 'use.svg',
    bytes: text(svg('<use href="https://evil.example/x.svg#a"/>')),
    comes: picture('svg+xml'),
  },
  {
    name: 'link.svg',
    bytes: text(svg('<a href="javascript:window.ran=true"><rect width="9" height="9"/></a>')),
    comes: picture('svg+xml'),
  },
  {
    name: 'style.svg',
    bytes: text(svg('<style>@import url(https://evil.example/x.css);</style>')),
    comes: DOWNLOAD,
  },
  {
    name: 'animate.svg',
    bytes: text(svg('<animate attributeName="href" values="javascript:window.ran=true"/>')),
    comes: picture('svg+xml'),
  },
  { name: 'laughs.svg', bytes: text(laughs()), comes: DOWNLOAD },
  {
    name: 'declared.svg',
    bytes: text(`\ufeff<?xml version="1.0"?>\n<!-- a --><!DOCTYPE svg>\n${svg(SCRIPT)}`),
    comes: picture('svg+xml'),
  },
  {
    name: 'stylesheet.svg',
    bytes: text(`<?xml-stylesheet href="data:text/xsl,x" type="text/xsl"?>${svg(SCRIPT)}`),
    comes: DOWNLOAD,
  },
  {
    name: 'hidden laughs.svg',
    bytes: text(laughs().replace(']>', '<!ENTITY c "]><svg ">]>')),
    comes: DOWNLOAD,
  },
  { name: 'instruction.svg', bytes: text(`<?a > <svg ?><html>${SCRIPT}</html>`), comes: DOWNLOAD },
  { name: 'late.svg', bytes: text(`${' '.repeat(5_000)}${svg('')}`), comes: DOWNLOAD },
  ...Object.entries(HOSTILE_DRAWINGS).map(([name, drawing]) => ({
    ...{ name, bytes: text(drawing), comes: DOWNLOAD },
  })),
  { name: 'not.svg', bytes: text(`<svgx>${SCRIPT}</svgx>`), comes: DOWNLOAD },

  { name: 'bomb.png', bytes: () => makePng(4, 4, { claimed: [60_000, 60_000] }), comes: TOO_LARGE },
  { name: 'edge.png', bytes: () => makePng(4, 4, { claimed: [5_000, 5_000] }), comes: picture('png') },
  { name: 'over the edge.png', bytes: () => makePng(4, 4, { claimed: [5_000, 5_001] }), comes: TOO_LARGE },
  { name: 'wide.png', bytes: () => makePng(4, 4, { claimed: [0xffffffff, 1] }), comes: TOO_LARGE },
  { name: 'nothing.png', bytes: () => makePng(4, 4, { claimed: [0, 0] }), comes: DOWNLOAD },
  { name: 'cut.png', bytes: () => makePng(4, 4).subarray(0, 12), comes: DOWNLOAD },
  { name: 'cut later.png', bytes: () => makePng(4, 4).subarray(0, 40), comes: picture('png') },
  {
    name: 'script.png',
    bytes: () => Buffer.concat([makePng(4, 4), Buffer.from(SCRIPT)]),
    comes: picture('png'),
  },
  {
    name: 'chunk.png',
    bytes: () => Buffer.concat([makePng(4, 4).subarray(0, 33), bytes(0xff, 0xff, 0xff, 0xff)]),
    comes: picture('png'),
  },

  { name: 'bomb.gif', bytes: () => gif(65_535, 65_535), comes: TOO_LARGE },
  {
    name: 'script.gif',
    bytes: () => gif(10, 10, `/*${'x'.repeat(10)}*/=1;window.ran=true`),
    comes: picture('gif'),
  },
  {
    name: 'frame bomb.gif',
    bytes: () => Buffer.concat([gif(1, 1), bytes(0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 0, 0x3b)]),
    comes: TOO_LARGE,
  },
  {
    name: 'second frame bomb.gif',
    bytes: () =>
      Buffer.concat([
        gif(1, 1),
        bytes(0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0),
        bytes(0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 0, 0x3b),
      ]),
    comes: TOO_LARGE,
  },
  {
    name: 'late frame bomb.gif', // behind 5 MB of remarks
    bytes: () =>
      Buffer.concat([
        ...[gif(1, 1), bytes(0x21, 0xfe), Buffer.alloc(256 * 20_480, 0xff), bytes(0)],
        bytes(0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 0, 0x3b),
      ]),
    comes: TOO_LARGE,
  },
  { name: 'cut.gif', bytes: text('GIF89a'), comes: DOWNLOAD },
  { name: 'nothing.gif', bytes: () => gif(0, 0), comes: DOWNLOAD },
  { name: 'bomb.jpg', bytes: () => jpeg(65_000, 65_000, bytes(0xff, 0xe0, 0, 4, 0, 0)), comes: TOO_LARGE },
  { name: 'bare bomb.jpg', bytes: () => jpeg(65_000, 65_000), comes: TOO_LARGE },
  { name: 'filled bomb.jpg', bytes: filledJpeg, comes: TOO_LARGE },
  {
    name: 'zeros.jpg',
    bytes: () => Buffer.concat([bytes(0xff, 0xd8, 0xff, 0xe0), Buffer.alloc(1_000_000)]),
    comes: DOWNLOAD,
  },
  {
    name: 'thumbnail.jpg', // the header of the picture within counts for nothing
    bytes: () =>
      jpeg(10, 10, Buffer.concat([bytes(0xff, 0xe1, 0, 23), jpeg(65_000, 65_000).subarray(0, 21)])),
    comes: picture('jpeg'),
  },
  {
    name: 'huge exif.jpg',
    bytes: () => jpeg(10, 10, Buffer.concat([bytes(0xff, 0xe1, 0xff, 0xff), Buffer.alloc(0xfffd)])),
    comes: picture('jpeg'),
  },
  {
    name: 'wrong lengths.jpg',
    bytes: () => Buffer.concat([bytes(0xff, 0xd8, 0xff, 0xe0, 0, 0), Buffer.alloc(50)]),
    comes: DOWNLOAD,
  },
  {
    name: 'endless.jpg',
    bytes: () =>
      Buffer.concat([bytes(0xff, 0xd8), ...Array.from({ length: 5_000 }, () => bytes(0xff, 0xe0, 0, 2))]),
    comes: DOWNLOAD,
  },
  { name: 'cut.jpg', bytes: () => bytes(0xff, 0xd8, 0xff), comes: DOWNLOAD },
  { name: 'bomb.webp', bytes: () => webp(16_000_000, 16_000_000), comes: TOO_LARGE },
  { name: 'wrong size.webp', bytes: () => webp(10, 10, 60_000), comes: picture('webp') },
  {
    name: 'frame bomb.webp', // a small canvas, and on it a large picture: VP8L, 14 bits of width and of height
    bytes: () =>
      Buffer.concat([webp(10, 10), Buffer.from('VP8L'), bytes(5, 0, 0, 0, 0x2f, 255, 255, 255, 15, 0)]),
    comes: TOO_LARGE,
  },
  { name: 'cut.webp', bytes: () => webp(10, 10).subarray(0, 16), comes: DOWNLOAD },
  { name: 'bomb.avif', bytes: () => avif(60_000, 60_000), comes: TOO_LARGE },
  {
    name: 'cut out bomb.avif', // what is shown of it is one pixel wide
    bytes: () => avifOf(ispe(60_000, 60_000), box('clap', bytes(...be32(0), ...be32(59_999), ...be32(0)))),
    comes: TOO_LARGE,
  },
  { name: 'second bomb.avif', bytes: () => avifOf(ispe(9, 9), ispe(60_000, 60_000)), comes: TOO_LARGE },
  { name: 'coded.avif', bytes: () => codedAvif(10, 10), comes: picture('avif') },
  { name: 'coded bomb.avif', bytes: () => codedAvif(60_000, 60_000), comes: TOO_LARGE },
  {
    name: 'coded bomb within.avif', // the data are in the box that says where they are
    bytes: () => codedAvif(60_000, 60_000, { within: true }),
    comes: TOO_LARGE,
  },
  { name: 'coded in pieces.avif', bytes: () => codedAvif(60_000, 60_000, { pieces: 2 }), comes: DOWNLOAD },
  { name: 'coded far away.avif', bytes: () => codedAvif(10, 10, { offset: 2 ** 31 }), comes: DOWNLOAD },
  { name: 'endless.avif', bytes: endlessAvif, comes: DOWNLOAD },
  {
    name: 'many sizes.avif',
    bytes: () => avifOf(...Array.from({ length: 50_000 }, () => ispe(1, 1))),
    comes: picture('avif'),
  },
  { name: 'small.avif', bytes: () => avif(10, 10), comes: picture('avif') },
  { name: 'no boxes.avif', bytes: () => avif(10, 10).subarray(0, 24), comes: DOWNLOAD },
  {
    name: 'recursive.avif',
    bytes: () => {
      let inner: Buffer = Buffer.alloc(8);
      for (let i = 0; i < 500; i += 1) inner = box('meta', bytes(0, 0, 0, 0), inner);
      return Buffer.concat([avif(10, 10).subarray(0, 24), inner]);
    },
    comes: DOWNLOAD,
  },
  {
    name: 'icon.ico',
    bytes: () => bytes(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 32, 0, 0, 0, 0, 0, 22, 0, 0, 0),
    comes: DOWNLOAD,
  },
  { name: 'old.bmp', bytes: () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), comes: DOWNLOAD },
  { name: 'scan.tiff', bytes: () => bytes(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0xff, 0xff), comes: DOWNLOAD },

  { name: 'bomb.zip', bytes: () => zip('zeros', 50_000_000), comes: DOWNLOAD },
  { name: 'slip.zip', bytes: () => zip('../../../etc/passwd', 10), comes: DOWNLOAD },
  { name: 'office.docx', bytes: () => zip('[Content_Types].xml', 1_000), comes: DOWNLOAD },
  { name: 'app.apk', bytes: () => zip('AndroidManifest.xml', 1_000), comes: DOWNLOAD },

  { name: 'script.pdf', bytes: () => makePdf(1, { script: 'app.alert(1)' }), comes: PDF },
  { name: '10000 pages.pdf', bytes: () => makePdf(10_000), comes: PDF },
  { name: 'missing page.pdf', bytes: () => makePdf(2, { missing: 3 }), comes: PDF },
  { name: 'locked.pdf', bytes: () => makePdf(2, { locked: true }), comes: PDF },
  { name: 'cut.pdf', bytes: () => makePdf(3).subarray(0, 200), comes: PDF },
  {
    name: 'page first.pdf',
    bytes: () => Buffer.concat([Buffer.from(`<html>${SCRIPT}`), makePdf(1)]),
    comes: DOWNLOAD,
  },
  { name: 'junk first.pdf', bytes: () => Buffer.concat([Buffer.alloc(500, 0x20), makePdf(1)]), comes: PDF },
  { name: 'picture first.pdf', bytes: () => Buffer.concat([gif(10, 10), makePdf(1)]), comes: picture('gif') },
  { name: 'zip behind.pdf', bytes: () => Buffer.concat([makePdf(1), zip('x', 100)]), comes: PDF },
  {
    name: 'too large',
    bytes: () => Buffer.alloc(LIMITS.fileBytes + 1, 1),
    comes: { error: 'file-too-large' },
  },
];
