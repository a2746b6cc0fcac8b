import { ClientError } from './client-error.ts';

/** The two addresses of a document's server, from its base URL. */
export interface ServerAddress {
  /** the base itself without its trailing slash: what a device files its copies under */
  readonly base: string;
  /** `POST` goes here */
  readonly poll: string;
  /** the WebSocket of one document */
  readonly socket: string;
}

/** Slashes of a document's name stay slashes; each segment is percent-encoded. Throws a ClientError when `server` is no http(s) URL. */
export function serverAddress(server: string, document: string): ServerAddress {
  if (!URL.canParse(server)) throw new ClientError('malformed-server', `not a URL: ${server}`);
  const url = new URL(server);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ClientError('malformed-server', `not an http(s) URL: ${server}`);
  }
  // they would be dropped in silence: browsers send none with a WebSocket
  if (url.username !== '' || url.password !== '') {
    throw new ClientError('malformed-server', 'a server URL holds no user and no password; give a token');
  }
  const path = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${path}`;
  const name = document.split('/').map(encodeURIComponent).join('/');
  return { base, poll: `${base}/sync`, socket: `${base.replace(/^http/, 'ws')}/sync/${name}` };
}
