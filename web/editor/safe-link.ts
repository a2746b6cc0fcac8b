/** Addresses as people type them, made whole. */
import { isSafeLink, schemeOf } from '#shared/document/safe-url.ts';

const HOST_WITH_PORT = /^[a-z0-9.-]+:\d+(?:[/?#]|$)/iu;
const EMAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/u;

/**
 * What a person typed as an address, made whole: `example.org` becomes `https://example.org`, `ana@example.org` becomes a `mailto:`.
 * Gives null for what cannot be a safe address.
 */
export function completeLink(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/u.test(text)) return null;
  if (schemeOf(text) !== null && !HOST_WITH_PORT.test(text)) return isSafeLink(text) ? text : null;
  if (EMAIL.test(text)) return `mailto:${text}`;
  const whole = text.startsWith('//') ? `https:${text}` : `https://${text}`;
  return URL.canParse(whole) && new URL(whole).hostname.includes('.') ? whole : localAddress(whole);
}

/** `localhost:3000/x` and such have no dot but are addresses all the same. */
function localAddress(whole: string): string | null {
  return URL.canParse(whole) && (HOST_WITH_PORT.test(whole.slice(8)) || whole.startsWith('https://localhost'))
    ? whole
    : null;
}

const TYPED_URL = /(?:https?:\/\/|www\.)[^\s<>"']{2,}$/iu;
const CLOSING = /[.,;:!?)\]}'"»”’]+$/u;

/** The address that a text ends with, for links made while typing: where it starts, how long it is, and what it points to. */
export function trailingLink(text: string): { index: number; length: number; url: string } | null {
  const match = TYPED_URL.exec(text);
  if (match === null) return null;
  const [found] = match;
  // "(see https://example.org/a_(b))." keeps the bracket that was opened inside the address
  const closing = CLOSING.exec(found)?.[0] ?? '';
  let kept = found.slice(0, found.length - closing.length);
  if (closing.startsWith(')') && kept.includes('(')) kept += ')';
  const url = completeLink(kept);
  return url === null ? null : { index: match.index, length: kept.length, url };
}
