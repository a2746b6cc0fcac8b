/** Longer addresses, in UTF-16 units, are no embeds. */
export const MAX_EMBED_URL_CHARS = 2_000;

/** The address of something from the web, in one spelling; null for what is none, whatever else it may be. */
export function embedUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_EMBED_URL_CHARS) return null;
  if (!/^https?:\/\//iu.test(value) || !URL.canParse(value)) return null;
  const { href, protocol } = new URL(value);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
