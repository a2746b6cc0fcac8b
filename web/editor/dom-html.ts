/** The browser's tree of a page, as the reader of HTML meets it. */
import type { HtmlElement, HtmlNode } from '#shared/document/html/html-node.ts';

const ELEMENT = 1;
const TEXT = 3;

export function htmlOf(element: Element): HtmlElement {
  return new DomElement(element);
}

class DomElement implements HtmlElement {
  readonly #element: Element;
  #children: readonly HtmlNode[] | null = null;

  constructor(element: Element) {
    this.#element = element;
  }

  get tag(): string {
    return this.#element.tagName.toLowerCase();
  }

  attribute(name: string): string | null {
    return this.#element.getAttribute(name);
  }

  get children(): readonly HtmlNode[] {
    this.#children ??= [...this.#element.childNodes].flatMap(wrapped);
    return this.#children;
  }
}

function wrapped(node: Node): HtmlNode[] {
  if (node.nodeType === TEXT) return [node.nodeValue ?? ''];
  return node.nodeType === ELEMENT ? [new DomElement(node as Element)] : [];
}
