import { createRedis } from '/tmp/w/cluster/src/storage/redis/redis-connection.ts';
import { startRedis } from '/tmp/w/cluster/test/devices/redis.ts';
const r = await startRedis();
const c = createRedis(r.url); c.on('error', (e)=>console.log('err', e.constructor.name, e.message)); await c.connect();
r.pause();
for (let i=0;i<3;i++){ const t=performance.now();
await c.get('x').then(()=>console.log('got'),(e)=>console.log(e.constructor.name, e.message, performance.now()-t)); }
r.resume(); await new Promise(s=>setTimeout(s,500));
console.log(await c.get('x'));
c.destroy(); await r.stop(); process.exit(0);
