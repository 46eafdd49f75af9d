import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { agreeLineKey } from '../../src/server/sealing/seal.ts';

/** The baseline: Socket.IO that takes the same messages and acknowledges them, and does nothing else. */
const server = createServer();
const io = new Server(server, { path: '/live', serveClient: false, perMessageDeflate: false });
io.on('connection', (socket) => {
  const line = agreeLineKey(String(socket.handshake.auth.lineKey));
  socket.emit('line', { key: line?.publicKey });
  socket.emit('meeting', { view: null, keys: {}, why: null });
  socket.onAny((_event, _message, acknowledge?: (reply: object) => void) => {
    acknowledge?.({ ok: true, recordingId: 'baseline', serverTime: Date.now() });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') process.stdout.write(`port ${address.port}\n`);
});
