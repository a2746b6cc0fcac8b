import { xmlText } from './names.ts';

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Null for what is no address of the web, a mailbox or a telephone. What is one already stays as it is written. */
export function wholeUrl(url: string, base: string): string | null {
  const text = xmlText(url);
  if (!URL.canParse(text, base)) return null;
  const parsed = new URL(text, base);
  if (!SCHEMES.has(parsed.protocol)) return null;
  return URL.canParse(text) ? text : parsed.href;
}
