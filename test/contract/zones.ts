import { posix } from 'node:path';
import { importsOf } from './imports.ts';

/** What each zone may import of the others: a whole zone or a folder of it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  audio: ['shared'],
  matching: ['shared', 'audio'],
  meetings: ['shared'],
  storage: ['shared', 'meetings'],
  site: ['shared', 'storage'],
  server: ['shared', 'audio', 'matching', 'meetings', 'storage', 'site', 'web/pages'],
  web: ['shared', 'audio'],
};

/** Zones that know no file, no socket and no clock of the machine, or run where there is no Node. */
const WITHOUT_NODE = ['shared', 'audio', 'matching', 'meetings', 'web'];

/** What is wrong with the imports of one file; `file` is relative to the project, with slashes. */
export function wrongImports(file: string, text: string): string[] {
  const zone = file.split('/')[1] ?? '';
  const allowed = ALLOWED[zone];
  if (!allowed) return [`${file}: ${zone} is no zone of the design`];
  return importsOf(file, text).flatMap((specifier) => {
    if (specifier.startsWith('node:')) {
      return WITHOUT_NODE.includes(zone) ? [`${file}: ${zone} may not import ${specifier}`] : [];
    }
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(file), specifier);
    const place = target.slice('src/'.length);
    const isIn = (folder: string) => place.startsWith(`${folder}/`);
    if (!target.startsWith('src/')) return [`${file}: imports ${specifier}, outside of src`];
    if (isIn(zone) || allowed.some(isIn)) return [];
    return [`${file}: ${zone} may not import ${place}`];
  });
}
