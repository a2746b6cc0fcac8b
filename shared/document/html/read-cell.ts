/** A cell of a table: how it looks, what stands in it, and in those that are merged into it. */
import { NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import type { Block, Cell } from '../tree/block.ts';
import type { Declarations } from './css.ts';
import { elementsIn } from './html-node.ts';
import type { HtmlElement, HtmlNode } from './html-node.ts';
import { colorOf, marksIn } from './marks.ts';
import { CELL, PROPS, readData } from './own-data.ts';
import type { CellContent } from './read-table.ts';
import { isWritten } from './reading-context.ts';
import type { Context } from './reading-context.ts';

/** Reads what stands in an element, or those of its children that are asked for, as blocks of its own. */
type ReadInside = (
  element: HtmlElement,
  context: Context,
  only?: (child: HtmlNode) => boolean,
  marks?: Attributes,
) => Block[];

/** What a cell says of its text is a matter of the text. */
export function readCell(element: HtmlElement, style: Declarations, context: Context, inside: ReadInside): CellContent {
  const css = style.get('--cell') ?? style.get('background-color') ?? style.get('background');
  const background = colorOf(css ?? element.attribute('bgcolor') ?? '');
  const align = context.own ? style.get('vertical-align') : undefined;
  const parts = context.own ? elementsIn(element).filter((child) => child.attribute(CELL) !== null) : [];
  const children = inside(
    element,
    { ...context, written: isWritten(style) ?? false },
    (child) => typeof child === 'string' || !parts.includes(child),
    marksIn(element, style, NONE, context),
  );
  const covered = parts.map((part): [string, Cell] => {
    const look = readData(part, PROPS) ?? {};
    const names = (['background', 'align'] as const).filter((name) => typeof look[name] === 'string');
    const own = Object.fromEntries(names.map((name) => [name, String(look[name])]));
    return [part.attribute(CELL) ?? '', { children: inside(part, context), ...own }];
  });
  return {
    cell: {
      children,
      ...(background === undefined ? {} : { background }),
      ...(align === undefined ? {} : { align }),
    },
    covered: new Map(covered),
  };
}
