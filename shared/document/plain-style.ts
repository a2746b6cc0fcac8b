/**
 * What of a CSS style is shown. This version writes none; a style comes from other programs that speak Yjs, and so may say anything: cover
 * the page, fetch an address. Only colours in plain notation are harmless. The document keeps the whole.
 */

const NUMBERS = /^(?:rgb|hsl)a?\([\d\s.,%/+-]{1,60}\)$/iu;
const COLOR = /^(?:#[\da-f]{3,8}|[a-z]{3,30})$/iu;
const SHOWN: ReadonlySet<string> = new Set(['color', 'background-color']);

/** The harmless declarations of a style, '' where there is none. Gives what it has given before unchanged. */
export function plainStyle(style: string): string {
  const kept = style.split(';').flatMap((declaration) => {
    const [property = '', value = '', ...more] = declaration.split(':').map((part) => part.trim());
    const harmless =
      more.length === 0 && SHOWN.has(property.toLowerCase()) && (COLOR.test(value) || NUMBERS.test(value));
    return harmless ? [`${property.toLowerCase()}: ${value}`] : [];
  });
  return kept.length === 0 ? '' : `${kept.join('; ')};`;
}
