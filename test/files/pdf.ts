/**
 * A PDF file made by hand: each page is a coloured sheet with its number of bars, so that no two look alike.
 *
 * @param pages how many
 * @param missing so many more pages that it promises and has not
 * @param locked it asks for a password
 * @param text written on each page in Helvetica, a font that is not in the file
 * @param script put into the file as an action that opens with it, to see that nothing runs
 */
export function makePdf(pages: number, { script = '', missing = 0, locked = false, text = '' } = {}): Buffer {
  const objects: string[] = [];
  const kids = Array.from({ length: pages }, (_, i) => `${4 + i * 2} 0 R`)
    .concat(Array(missing).fill('99999 0 R'))
    .join(' ');
  const action = script === '' ? '' : ` /OpenAction << /S /JavaScript /JS (${script}) >>`;
  objects[1] = `<< /Type /Catalog /Pages 2 0 R${action} >>`;
  objects[2] = `<< /Type /Pages /Count ${pages + missing} /Kids [${kids}] >>`;
  objects[3] = '<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>';
  for (let i = 0; i < pages; i += 1) {
    const bars = Array.from({ length: (i % 9) + 1 }, (_, bar) => `${20 + bar * 20} 40 10 200 re f`).join(
      '\n',
    );
    const written = text === '' ? '' : `\nBT /F1 24 Tf 20 260 Td (${text}) Tj ET`;
    const drawing = `${(i % 5) / 5} 0.4 0.7 rg\n${bars}${written}`;
    objects[4 + i * 2] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 220 300] /Resources 3 0 R /Contents ${5 + i * 2} 0 R >>`;
    objects[5 + i * 2] = `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`;
  }
  let body = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (let id = 1; id < objects.length; id += 1) {
    offsets[id] = body.length;
    body += `${id} 0 obj\n${objects[id]}\nendobj\n`;
  }
  const table = offsets.slice(1).map((at) => `${String(at).padStart(10, '0')} 00000 n \n`);
  const key = `<${'00'.repeat(32)}>`;
  const lock = locked
    ? ` /Encrypt << /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -4 >> /ID [${key} ${key}]`
    : '';
  const trailer = `trailer << /Size ${objects.length} /Root 1 0 R${lock} >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(
    `${body}xref\n0 ${objects.length}\n0000000000 65535 f \n${table.join('')}${trailer}`,
    'latin1',
  );
}
