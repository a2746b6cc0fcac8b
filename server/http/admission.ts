import type { Config } from '#server/config/config.ts';
import { isLoopback } from '#server/config/loopback.ts';

/** What a request says of itself: its `Host` and its `Origin`. */
export interface Visitor {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

export interface Admission {
  /**
   * Whether the request names this server as one of its own names. Without this rule any web page could have its own name resolve to
   * 127.0.0.1 and so read what a server on this machine says (DNS rebinding).
   */
  knowsHost(host: string | undefined): boolean;
  /** Whether a page of that origin may talk to the server. What is no browser sends none, and may. */
  allowsOrigin(visitor: Visitor): boolean;
}

/**
 * Names: where the server listens on loopback, or knows its PUBLIC_URL, loopback names and that of PUBLIC_URL; else any, because then
 * nobody said under which names it is reached. Origins: the server's own (that of the request's host, or of PUBLIC_URL) and
 * ALLOWED_ORIGINS.
 */
export function admissionFor(config: Pick<Config, 'host' | 'publicUrl' | 'allowedOrigins'>): Admission {
  const { publicUrl } = config;
  const anyName = publicUrl === null && !isLoopback(config.host);
  const origins = new Set(config.allowedOrigins);
  if (publicUrl !== null) origins.add(publicUrl.origin);

  return {
    knowsHost(host) {
      if (anyName) return true;
      const name = hostName(host);
      return name !== null && (isLoopback(name) || name === publicUrl?.hostname);
    },
    allowsOrigin({ host, origin }) {
      if (origin === undefined || origins.has(origin)) return true;
      if (host === undefined || !URL.canParse(origin)) return false;
      const page = new URL(origin);
      // a proxy may end TLS in front of us, so the scheme says nothing
      return (page.protocol === 'http:' || page.protocol === 'https:') && page.host === withoutDefaultPort(page, host);
    },
  };
}

/** what such a page may read of the answer's headers, beside those that anybody may */
const EXPOSED = 'Retry-After, Location, X-Manyhands-Lost';

/** The headers that let a page of another origin read the answer; for a request whose origin was allowed. */
export function crossOriginHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED, Vary: 'Origin' };
}

function hostName(host: string | undefined): string | null {
  if (host === undefined || /[/?#@\\\s]/u.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname;
}

function withoutDefaultPort(page: URL, host: string): string | null {
  return URL.canParse(`${page.protocol}//${host}`) ? new URL(`${page.protocol}//${host}`).host : null;
}
