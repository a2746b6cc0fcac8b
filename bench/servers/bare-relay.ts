import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

/**
 * The control: what `ws` itself costs. It speaks just enough of y-protocols to let a client in, sends every other frame to everybody
 * else in the room as it came, checks nothing and stores nothing.
 */

const STEP2_OF_NOTHING = Uint8Array.of(0, 1, 2, 0, 0);

const rooms = new Map<string, Set<WebSocket>>();

const server = new WebSocketServer({
  host: process.env['HOST'] ?? '127.0.0.1',
  port: Number(process.env['PORT']),
  perMessageDeflate: false,
});

server.on('connection', (socket, request) => {
  const name = request.url ?? '/';
  const room = rooms.get(name) ?? new Set<WebSocket>();
  rooms.set(name, room);
  room.add(socket);
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(name);
  });
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0 && data[1] === 0) return socket.send(STEP2_OF_NOTHING);
    for (const other of room) if (other !== socket) other.send(data);
  });
});
