/** Diagrams, drawn by Mermaid: loaded when a document first shows one. */
import mermaid from 'mermaid/dist/mermaid.esm.min.mjs';
import { isDark } from './color-scheme.ts';

/** Longer sources, in UTF-16 units, are not drawn. */
const MAX_SOURCE_CHARS = 50_000;
const MAX_EDGES = 500;

let count = 0;
/** One after the other: the library has one configuration for all. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a diagram into an element as a picture: whatever the source says, a picture runs nothing and loads nothing. The element is left as it
 * is where the source cannot be read.
 * @param label what the picture is called
 * @returns why it could not be read, null where it was
 */
export async function drawDiagram(element: HTMLElement, source: string, label: string): Promise<string | null> {
  const drawn = last.then(() => draw(element, source, label));
  last = drawn.catch(() => {});
  return drawn;
}

async function draw(element: HTMLElement, source: string, label: string): Promise<string | null> {
  if (source.length > MAX_SOURCE_CHARS) return `longer than ${MAX_SOURCE_CHARS} characters`;
  const page = element.ownerDocument;
  // Mermaid measures words in the page; a shadow root it would not find
  const holder = page.createElement('div');
  holder.style.cssText =
    'position:fixed;inset-block-start:0;inset-inline-start:-10000px;inline-size:1000px;visibility:hidden';
  page.body.append(holder);
  try {
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      suppressErrorRendering: true,
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      theme: isDark(element) ? 'dark' : 'neutral',
      fontFamily: 'system-ui, sans-serif',
      maxTextSize: MAX_SOURCE_CHARS,
      maxEdges: MAX_EDGES,
      // what a source may not change
      secure: [
        'secure',
        'securityLevel',
        'startOnLoad',
        'maxTextSize',
        'maxEdges',
        'suppressErrorRendering',
        'htmlLabels',
        'themeCSS',
        'fontFamily',
      ],
    });
    count += 1;
    const { svg } = await mermaid.render(`mh-diagram-${count}`, source, holder);
    const image = pictureOf(page, svg);
    if (image === null) return 'no picture came of it';
    image.alt = label;
    element.replaceChildren(image);
    return null;
  } catch (error) {
    return error instanceof Error ? firstLines(error.message) : String(error);
  } finally {
    holder.remove();
  }
}

/** An image with the size that the drawing says it has. */
function pictureOf(page: Document, svg: string): HTMLImageElement | null {
  const view = page.defaultView;
  if (view === null) return null;
  const root = new view.DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (root === null) return null;
  const [, , width = 0, height = 0] = (root.getAttribute('viewBox') ?? '').split(/[\s,]+/u).map(Number);
  const image = page.createElement('img');
  if (width > 0 && height > 0) {
    root.setAttribute('width', String(width));
    root.setAttribute('height', String(height));
    image.width = Math.ceil(width);
    image.height = Math.ceil(height);
  }
  const text = new view.XMLSerializer().serializeToString(root);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  return image;
}

/** The library says in the first line where it stumbled, and then draws it with characters. */
function firstLines(message: string): string {
  return message.split('\n').slice(0, 1).join(' ').replace(/:\s*$/u, '').trim();
}
