/** Which addresses a link may have. A `javascript:` or `data:` address runs code of whoever wrote it, so the list says what is allowed. */

const ALLOWED = new Set(['http:', 'https:', 'mailto:', 'tel:']);
// Browsers skip these inside a scheme, so "java\nscript:" is one.
// oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
const SKIPPED = /[\u0000-\u0020\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/gu;
const SCHEME = /^([a-z][a-z0-9+.-]*):/iu;

/** An address's scheme as a browser reads it, such as `https`; null where there is none. */
export function schemeOf(url: string): string | null {
  return SCHEME.exec(url.replace(SKIPPED, ''))?.[1]?.toLowerCase() ?? null;
}

/** Whether an address may be followed as it is. Only absolute addresses are: a relative one means something else on every page. */
export function isSafeLink(url: string): boolean {
  return ALLOWED.has(`${schemeOf(url)}:`);
}

/** Whether an address runs nothing, wherever it leads: one that may be followed, or one that is relative to something. */
export function mayBeKept(url: string): boolean {
  return schemeOf(url) === null || isSafeLink(url);
}
