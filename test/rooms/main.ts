import { parseArgs } from 'node:util';
import { renderBed } from './bed.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, moments: { type: 'string', default: '15' } },
});
const [folder] = positionals;
const seed = Number(values.seed);
const moments = Number(values.moments);
if (!folder || !Number.isInteger(seed) || !Number.isInteger(moments) || moments < 1) {
  console.error('Usage: node --import tsx test/rooms/main.ts FOLDER [--seed N] [--moments M]');
  process.exit(1);
}
await renderBed(folder, { seed, moments });
console.log(`${folder}: ${moments} moments rendered from seed ${seed}`);
