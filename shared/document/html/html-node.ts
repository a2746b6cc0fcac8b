/** HTML as the reader meets it, wherever it comes from: the browser's own tree or a parser's. */

/** A piece of text, or an element. Comments and all else are not there. */
export type HtmlNode = string | HtmlElement;

export interface HtmlElement {
  /** in lower case */
  readonly tag: string;
  /** null where it is not given */
  attribute(name: string): string | null;
  readonly children: readonly HtmlNode[];
}

/** The elements among the children. */
export function elementsIn({ children }: HtmlElement): HtmlElement[] {
  return children.filter((child) => typeof child !== 'string');
}

/** Every element inside, in the order of the page; those that `skip` names are left out with all that is in them. */
export function* descendants(element: HtmlElement, skip?: (element: HtmlElement) => boolean): Generator<HtmlElement> {
  for (const child of elementsIn(element)) {
    if (skip?.(child) === true) continue;
    yield child;
    yield* descendants(child, skip);
  }
}

/** All text inside, as it is written; a `br` is a line break. */
export function textIn(element: HtmlElement, skip?: (element: HtmlElement) => boolean): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return child;
      if (skip?.(child) === true) return '';
      return child.tag === 'br' ? '\n' : textIn(child, skip);
    })
    .join('');
}

export function hasClass(element: HtmlElement, name: string): boolean {
  return classesOf(element).includes(name);
}

export function classesOf(element: HtmlElement): string[] {
  return (element.attribute('class') ?? '').split(/\s+/u).filter((name) => name !== '');
}
