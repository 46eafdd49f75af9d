import { parseArgs } from 'node:util';
import { renderBed } from './bed.ts';
import { CONDITIONS, type Condition } from './scenes.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    moments: { type: 'string', default: '15' },
    conditions: { type: 'string' },
  },
});
const [folder] = positionals;
const seed = Number(values.seed);
const moments = Number(values.moments);
const conditions = values.conditions?.split(',') as Condition[] | undefined;
const known = conditions?.every((condition) => CONDITIONS.includes(condition)) ?? true;
if (!folder || !Number.isInteger(seed) || !Number.isInteger(moments) || moments < 1 || !known) {
  console.error(
    `Usage: node --import tsx test/rooms/main.ts FOLDER [--seed N] [--moments M] [--conditions ${CONDITIONS.join(',')}]`,
  );
  process.exit(1);
}
await renderBed(folder, { seed, moments, ...(conditions ? { conditions } : {}) });
console.log(`${folder}: ${moments} moments rendered from seed ${seed}`);
