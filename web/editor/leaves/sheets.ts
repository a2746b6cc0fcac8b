/** Style sheets that come with what is loaded later. */

/**
 * Gives the document or shadow root around an element a sheet, once. Its fonts go to the document: `@font-face` has no effect in a shadow root.
 * @param base what addresses in the sheet are relative to
 */
export function ensureSheet(element: Element, id: string, css: string, base: string): void {
  const page = element.ownerDocument;
  const root = element.getRootNode();
  const text = css.replace(/url\((["']?)([^"')]+)\1\)/gu, (whole, _quote: string, url: string) =>
    url.startsWith('data:') ? whole : `url("${new URL(url, base).href}")`,
  );
  const faces = /@font-face\s*\{[^}]*\}/gu;
  add(page, page.head, `${id}-fonts`, (text.match(faces) ?? []).join('\n'));
  const target = root.nodeType === 11 ? (root as ShadowRoot) : page.head;
  add(page, target, id, text.replace(faces, ''));
}

function add(page: Document, target: ParentNode & Node, id: string, text: string): void {
  if (target.querySelector(`style[data-mh-sheet="${id}"]`) !== null) return;
  const style = page.createElement('style');
  style.dataset['mhSheet'] = id;
  style.textContent = text;
  target.append(style);
}
