import type { AddressInfo, Server } from 'node:net';
import { StartupError, systemCode } from '../startup-error.ts';

export interface ListenOptions {
  /** The variable that sets the port, for the message. */
  variable: 'PORT' | 'HTTP_PORT' | 'METRICS_PORT';
  port: number;
  /** null: all addresses, IPv6 and IPv4, or IPv4 alone where there is no IPv6. */
  host: string | null;
}

/**
 * Connections that may wait to be taken: when everybody comes back at once, whoever finds no room tries again after one
 * second, then three, then seven. The system may allow fewer (`net.core.somaxconn`).
 */
const BACKLOG = 4_096;

/**
 * Makes a server listen.
 *
 * @returns the port it got
 * @throws StartupError with one line when it cannot
 */
export async function listen(server: Server, options: ListenOptions): Promise<number> {
  const { variable, port, host } = options;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, backlog: BACKLOG, ...(host === null ? {} : { host }) }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    throw new StartupError(explain(systemCode(error), variable, port, host));
  }
  return (server.address() as AddressInfo).port;
}

function explain(code: string, variable: string, port: number, host: string | null): string {
  switch (code) {
    case 'EADDRINUSE':
      return `${variable}: port ${port} is taken by another program; end it, or set ${variable} to another port`;
    case 'EACCES':
      return `${variable}: port ${port} needs privileges this user lacks; set ${variable} to 1024 or above`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${variable === 'METRICS_PORT' ? 'METRICS_HOST' : 'HOST'}: this machine has no address ${host}`;
    default:
      return `${variable}: cannot listen on port ${port} (${code})`;
  }
}
