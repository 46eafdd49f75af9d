import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { secureOptions } from '../../src/server/http/secure-server.ts';
import { issueAuthority } from '../../src/server/tls/issue.ts';

/** The baseline: Fastify with one route that answers as many bytes as it is told, and does nothing else. */
const pair = await issueAuthority('bench', ['localhost'], Date.now());
const app = fastify({ https: secureOptions(pair) });
app.get('/:bytes', (request, reply) => {
  const { bytes } = request.params as { bytes: string };
  return reply.type('text/html; charset=utf-8').send('x'.repeat(Number(bytes)));
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`port ${(app.server.address() as AddressInfo).port}\n`);
