import { createHash } from 'node:crypto';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { FEATURES } from '../../src/audio/feature-format.ts';
import { busSchema } from '../../src/server/cluster/bus-messages.ts';
import { LIVE_FORM } from '../../src/storage/redis/live-form.ts';
import { readSource } from './source-files.ts';

/** The form of the last change, and the fingerprint of what servers share. */
const KNOWN = { form: 1, shape: '83ee9a00a5393242' };

/** What is kept in Redis, as types. */
const KEPT = {
  'src/meetings/meeting.ts': ['Presence', 'Participant', 'Content', 'Item', 'Meeting'],
  'src/storage/live-store.ts': ['Place', 'Tab'],
  'src/shared/meeting-view.ts': ['FileView', 'Knock', 'Presented'],
};

/** The text of a type, without comments and spaces. */
function textOf(source: string, name: string): string {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found = file.statements.find(
    (node) => (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name.text === name,
  );
  if (found === undefined) throw new Error(`There is no ${name}`);
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printNode(ts.EmitHint.Unspecified, found, file).replaceAll(/\s+/g, ' ');
}

const keptTypes = (read: (file: string) => string) =>
  Object.entries(KEPT).flatMap(([file, names]) => names.map((name) => textOf(read(file), name)));

test('what servers share by Redis has the form that its names say', () => {
  const said = JSON.stringify(z.toJSONSchema(busSchema, { io: 'input' }));
  const shared = [...keptTypes(readSource), said, String(FEATURES.version)];
  const shape = createHash('sha256').update(shared.join('\n')).digest('hex').slice(0, 16);
  const advice =
    'What servers keep in Redis or say to each other has changed. Would a server of the last release misread it? ' +
    'Then raise LIVE_FORM, once a release, and say so in CHANGELOG.md. Write the new fingerprint into this test.';
  expect({ form: LIVE_FORM, shape }, advice).toEqual(KNOWN);
});

test('a change of a type is noticed, one of its comments is not', () => {
  const [line, note] = ['readonly locked: boolean;', '/** B7: whoever comes later has to knock. */'];
  const with_ = (before: string, after: string) =>
    keptTypes((file) => readSource(file).replace(before, after)).join('\n');
  const now = keptTypes(readSource).join('\n');
  expect(readSource('src/meetings/meeting.ts')).toContain(line);
  expect(with_(line, `${line} readonly since: number;`)).not.toBe(now);
  expect(with_(note, '/** Another word. */')).toBe(now);
});
