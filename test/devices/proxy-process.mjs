// The proxy of `npm run cluster`, in a process of its own. Arguments: the folder, then NAME:PORT of each server.
import { startBalancer } from '../../scripts/lib/balancer.mjs';

const [folder, ...named] = process.argv.slice(2);
const servers = named.map((one) => ({ name: one.split(':')[0], port: Number(one.split(':')[1]) }));
console.log(`listens on ${await startBalancer({ port: 0, servers, folder })}`);
