import sheetText from '#web/ui/styles/index.css?inline';
import fontsText from '#web/ui/styles/fonts.css?inline';

/** Marks a document or shadow root that has our sheet, whoever put it there. */
const MARK = '--mh-measure';
const FONTS_ID = 'manyhands-fonts';

/**
 * Gives an element our styles, once for each document or shadow root. The fonts always go to the document: `@font-face` has no effect in a
 * shadow root.
 */
export function ensureStyles(element: Element): void {
  const page = element.ownerDocument;
  const root = element.getRootNode();
  const view = page.defaultView;
  if (isShadowRoot(root)) {
    adopt(root, page);
  } else if (view !== null && view.getComputedStyle(element).getPropertyValue(MARK) === '') {
    adopt(page, page);
  }
  ensureFonts(page);
}

const sheets = new WeakMap<Document, CSSStyleSheet>();

function adopt(root: Document | ShadowRoot, page: Document): void {
  const view = page.defaultView;
  if (view !== null && 'adoptedStyleSheets' in root && 'replaceSync' in view.CSSStyleSheet.prototype) {
    let sheet = sheets.get(page);
    if (sheet === undefined) {
      sheet = new view.CSSStyleSheet();
      sheet.replaceSync(sheetText);
      sheets.set(page, sheet);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return;
  }
  const style = page.createElement('style');
  style.textContent = sheetText;
  (root.nodeType === 9 ? page.head : root).append(style);
}

/** One link or style a page, also when the site's own sheet has brought the fonts already. */
function ensureFonts(page: Document): void {
  if (page.getElementById(FONTS_ID) !== null) return;
  for (const face of page.fonts) if (face.family.replace(/["']/gu, '') === 'Source Serif 4 Variable') return;
  const style = page.createElement('style');
  style.id = FONTS_ID;
  style.textContent = absolute(fontsText);
  page.head.append(style);
}

/** Addresses in the sheet are relative to this module; in a host's page they would be relative to the page. */
function absolute(css: string): string {
  return css.replace(
    /url\((["']?)([^"')]+)\1\)/gu,
    (_, quote: string, url: string) => `url(${quote}${new URL(url, import.meta.url).href}${quote})`,
  );
}

function isShadowRoot(node: Node): node is ShadowRoot {
  return node.nodeType === 11 && 'host' in node;
}
