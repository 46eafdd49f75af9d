import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import path from 'node:path';
import { createProxyServer } from 'httpxy';

/** What keeps a browser on its server. It is of trials alone: the proxy of compose.yaml sets no cookie. */
const COOKIE = 'trial-server';
/** How often servers are asked whether they take people, ms. */
const LOOK_MS = 500;

/**
 * One port before several servers. Each new browser gets the next server and stays there while that one is ready; who
 * has no cookies is told apart by the address.
 *
 * @param {{ port: number, servers: { name: string, port: number }[], folder: string }} options the folder holds the data
 * folders of the servers: the first one's certificate is used here, too
 * @returns {Promise<number>} the port it listens on
 */
export async function startBalancer({ port, servers, folder }) {
  const all = servers.map((server) => ({
    ...server,
    target: `https://127.0.0.1:${server.port}`,
    isReady: true,
    isThere: true,
  }));
  let next = 0;
  const look = () => {
    for (const server of all) {
      void askReady(server.port).then((isReady) => {
        server.isReady = isReady ?? false;
        server.isThere = isReady !== null;
      });
    }
  };
  setInterval(look, LOOK_MS);

  const choose = (incoming) => {
    // When none takes new people, as while Redis is away, those that answer have all pages still.
    const best = all.filter(({ isReady }) => isReady);
    const ready = best.length > 0 ? best : all.filter(({ isThere }) => isThere);
    const named = ready.find(({ name }) => name === cookieOf(incoming));
    if (named) return named;
    if (isPage(incoming)) return ready[next++ % ready.length];
    return bestFor(ready, incoming.socket.remoteAddress ?? '');
  };
  const proxy = createProxyServer({ secure: false, xfwd: true });
  proxy.on('proxyRes', (answer, incoming) => {
    if (!isPage(incoming) || cookieOf(incoming) === incoming.server.name) return;
    const cookie = `${COOKIE}=${incoming.server.name}; Path=/; Secure; HttpOnly; SameSite=Strict`;
    answer.headers['set-cookie'] = [...(answer.headers['set-cookie'] ?? []), cookie];
  });
  proxy.on('error', (error, incoming, outgoing) => {
    // A browser that goes away takes no server out; one that has ended does, until it is there again.
    if (incoming?.server && error.code === 'ECONNREFUSED')
      incoming.server.isReady = incoming.server.isThere = false;
    if (typeof outgoing?.writeHead !== 'function') outgoing?.destroy();
    else if (!outgoing.headersSent) outgoing.writeHead(502).end();
  });

  const tls = path.join(folder, servers[0].name, 'tls');
  const pair = {
    cert: readFileSync(path.join(tls, 'server.crt')),
    key: readFileSync(path.join(tls, 'server.key')),
  };
  const front = createServer(pair, (incoming, outgoing) => {
    incoming.server = choose(incoming);
    if (!incoming.server) return void outgoing.writeHead(503).end();
    proxy.web(incoming, outgoing, { target: incoming.server.target }).catch(() => {});
  });
  front.on('upgrade', (incoming, socket, head) => {
    incoming.server = choose(incoming);
    if (!incoming.server) return void socket.destroy();
    proxy.ws(incoming, socket, { target: incoming.server.target }, head).catch(() => socket.destroy());
  });
  front.listen(port);
  await once(front, 'listening');
  return front.address().port;
}

const isPage = ({ method, url }) => method === 'GET' && url.split('?')[0] === '/';

function cookieOf({ headers }) {
  return new RegExp(`(?:^|; )${COOKIE}=([a-z0-9-]+)`).exec(headers.cookie ?? '')?.[1];
}

/** The same key has the same server; when that one is gone, only its keys go elsewhere. */
function bestFor(ready, key) {
  const weight = ({ name }) => createHash('sha256').update(`${name} ${key}`).digest('hex');
  return ready.toSorted((a, b) => (weight(a) < weight(b) ? 1 : -1))[0];
}

/** @returns null: nobody answers */
function askReady(port) {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/ready', rejectUnauthorized: false, timeout: 2_000 };
    const asked = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
