/** How the server ends a WebSocket. Codes 4400 to 4499 are final: the same client is not wanted again in the same way. */

export const CLOSE = {
  'going-away': 1001,
  'service-restart': 1012,
  'try-again-later': 1013,
  'bad-message': 4400,
  unauthorized: 4401,
  forbidden: 4403,
  'not-found': 4404,
  'too-large': 4413,
  version: 4426,
  unavailable: 4500,
  storage: 4503,
  'too-slow': 4508,
  'too-many': 4529,
} as const;

export type CloseName = keyof typeof CLOSE;

/** Whether a client that was closed with this code may come back by itself. Unknown codes (1006 and such) may. */
export function mayReconnect(code: number): boolean {
  return code < 4400 || code > 4499;
}
