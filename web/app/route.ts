/** The addresses of the site. */
export type Route = { kind: 'home' } | { kind: 'document'; name: string } | { kind: 'lost' };

const DOCUMENT_PREFIX = '/d/';

/** What a path shows. The rest behind `/d/`, percent-decoded, is the document's name, slashes included. */
export function routeOf(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { kind: 'home' };
  if (!pathname.startsWith(DOCUMENT_PREFIX)) return { kind: 'lost' };
  try {
    const name = pathname.slice(DOCUMENT_PREFIX.length).split('/').map(decodeURIComponent).join('/');
    return name === '' ? { kind: 'lost' } : { kind: 'document', name };
  } catch {
    return { kind: 'lost' };
  }
}

export function documentPath(name: string): string {
  return DOCUMENT_PREFIX + name.split('/').map(encodeURIComponent).join('/');
}

const NAME_BYTES = 15;

/** A name that nobody can guess: 20 characters that are safe in an address, 120 random bits. */
export function newDocumentName(crypto: Crypto): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NAME_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/gu, '-')
    .replace(/\//gu, '_')
    .replace(/[=]+$/u, '');
}
