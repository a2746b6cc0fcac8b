/** HTML text → elements, by the parser of the HTML standard. Nothing is fetched and nothing runs. */
import { defaultTreeAdapter, parse } from 'parse5';
import type { DefaultTreeAdapterMap, TreeAdapter } from 'parse5';
import { HtmlLimitError, MAX_HTML_DEPTH, MAX_HTML_NODES } from './limits.ts';
import type { HtmlElement, HtmlNode } from './html-node.ts';

type ParsedElement = DefaultTreeAdapterMap['element'];
type ParsedNode = DefaultTreeAdapterMap['childNode'];

/**
 * The `html` element of a whole page.
 * @throws HtmlLimitError where it is deeper or larger than HTML may be; the parser would take time in the square of the depth
 */
export function parseHtml(html: string): HtmlElement {
  const page = parse(html, { treeAdapter: boundedAdapter(), scriptingEnabled: false });
  const root = page.childNodes.find((node) => defaultTreeAdapter.isElementNode(node));
  return new Parsed(root ?? defaultTreeAdapter.createElement('html', HTML_NAMESPACE, []));
}

const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml' as Parameters<typeof defaultTreeAdapter.createElement>[1];

function boundedAdapter(): TreeAdapter<DefaultTreeAdapterMap> {
  let nodes = 0;
  let depth = 0;
  const count = (): void => {
    nodes += 1;
    if (nodes > MAX_HTML_NODES) throw new HtmlLimitError(`HTML may have ${MAX_HTML_NODES} elements and texts`);
  };
  return {
    ...defaultTreeAdapter,
    createElement: (tag, namespace, attributes) => {
      count();
      return defaultTreeAdapter.createElement(tag, namespace, attributes);
    },
    insertText: (parent, text) => {
      count();
      defaultTreeAdapter.insertText(parent, text);
    },
    onItemPush: () => {
      depth += 1;
      if (depth > MAX_HTML_DEPTH) throw new HtmlLimitError(`elements may be nested ${MAX_HTML_DEPTH} deep`);
    },
    onItemPop: () => {
      depth -= 1;
    },
  };
}

class Parsed implements HtmlElement {
  readonly #element: ParsedElement;
  #children: readonly HtmlNode[] | null = null;

  constructor(element: ParsedElement) {
    this.#element = element;
  }

  get tag(): string {
    return this.#element.tagName.toLowerCase();
  }

  attribute(name: string): string | null {
    return this.#element.attrs.find((attribute) => attribute.name === name)?.value ?? null;
  }

  get children(): readonly HtmlNode[] {
    this.#children ??= this.#element.childNodes.flatMap(wrapped);
    return this.#children;
  }
}

function wrapped(node: ParsedNode): HtmlNode[] {
  if (defaultTreeAdapter.isTextNode(node)) return [node.value];
  return defaultTreeAdapter.isElementNode(node) ? [new Parsed(node)] : [];
}
