import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import { listen } from '../http/listen.ts';
import { REDIRECT_TIMES } from '../http/secure-server.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers `/metrics` on a port of its own, for the operator's network alone: a proxy that keeps people on one server
 * would keep whoever watches there, too, and nobody from outside finds a door to guess at.
 *
 * @throws StartupError when the port cannot be had
 */
export async function startMetricsServer(
  { port, host }: NonNullable<Config['metrics']>,
  registry: Pick<Registry, 'metrics' | 'contentType'>,
): Promise<MetricsServer> {
  const server = createServer(REDIRECT_TIMES, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const got = await listen(server, { variable: 'METRICS_PORT', port, host });
  return {
    port: got,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
