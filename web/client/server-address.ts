import { shown } from './host-value.ts';

/** The two addresses of a document's server, from its base URL. */
export interface ServerAddress {
  /** the base itself without its trailing slash: what a device files its copies under */
  readonly base: string;
  /** `POST` goes here */
  readonly poll: string;
  /** the WebSocket of one document */
  readonly socket: string;
}

/** Slashes of a document's name stay slashes; each segment is percent-encoded. `server` is one that {@link serverProblem} has no word against. */
export function serverAddress(server: string, document: string): ServerAddress {
  const url = new URL(server);
  const path = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${path}`;
  const name = document.split('/').map(encodeURIComponent).join('/');
  return { base, poll: `${base}/sync`, socket: `${base.replace(/^http/, 'ws')}/sync/${name}` };
}

/** Null when it can be a server's base URL; else what is wrong with it, as the end of a sentence. */
export function serverProblem(server: unknown): string | null {
  const url = typeof server === 'string' && URL.canParse(server) ? new URL(server) : null;
  // they would be dropped in silence: browsers send none with a WebSocket. They are nothing for an error either
  if (url !== null && (url.username !== '' || url.password !== '')) {
    return 'must hold no user and no password: give a token';
  }
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return null;
  return `must be an http(s) URL, such as 'https://docs.example.com'; it is ${shown(server)}`;
}
