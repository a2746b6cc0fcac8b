import { connect } from 'node:net';

/** HTTP as bytes, for what no client library would send. */

/** A WebSocket's upgrade, with these headers in place of the right ones. */
export function upgradeRequest(port: number, path: string, changes: Readonly<Record<string, string>> = {}): string {
  const headers = {
    Host: `127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...changes,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** What comes back until the connection is closed. `reset`: it is broken off as soon as the request is sent. */
export function sendRaw(port: number, request: string, { reset = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(request, () => {
        if (reset) socket.resetAndDestroy();
      });
    });
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
