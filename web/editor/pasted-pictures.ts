/** Images that are in a pasted page themselves → files to be uploaded. */

/** More of one page are left out. */
export const MAX_PASTED_PICTURES = 100;
const NAMES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
};

/** @param url a `data:` address with base64; null for any other, and for what is no image */
export function fileOfDataUrl(url: string, name: string): File | null {
  const [, mime = '', base64 = ''] = /^data:(image\/[a-z]+);base64,(.*)$/isu.exec(url) ?? [];
  const ending = NAMES[mime.toLowerCase()];
  if (ending === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(base64.replaceAll(/\s/gu, '')), (char) => char.charCodeAt(0));
    return bytes.length === 0 ? null : new File([bytes], `${fileName(name)}.${ending}`, { type: mime.toLowerCase() });
  } catch {
    return null;
  }
}

/** What is said of an image, as far as a file may be called so. */
function fileName(words: string): string {
  const name = words
    .replaceAll(/[\p{Cc}/\\?%*:|"<>.]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, 60)
    .trim();
  return name === '' ? 'image' : name;
}
