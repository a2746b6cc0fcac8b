/** Items of lists: which are to be checked off, and which are none. */
import { intern } from '../attributes.ts';
import { leaf } from '../tree/block.ts';
import type { Leaf } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';
import { looseProps } from '../tree/loose-props.ts';
import { elementsIn, hasClass } from './html-node.ts';
import type { HtmlElement, HtmlNode } from './html-node.ts';

const TASK = /^\s*\[(?<mark>[ x])\]\s+/iu;

/** An item that only holds another list is none. */
export function isWrapper(element: HtmlElement): boolean {
  return (
    checkOf(element) === null &&
    elementsIn(element).some(({ tag }) => tag === 'ul' || tag === 'ol') &&
    element.children.every((child) => (typeof child === 'string' ? child.trim() === '' : /^[uo]l$/u.test(child.tag)))
  );
}

/** Task lists of GitHub, Google Docs, Notion and our own. */
export function checkOf(item: HtmlElement): { checked: boolean } | null {
  const box = firstOf(item, isCheckBox, 3);
  const role = item.attribute('role') === 'checkbox' ? item.attribute('aria-checked') : item.attribute('data-checked');
  if (box === null && role === null) return null;
  const checked =
    role === 'true' ||
    role === 'checked' ||
    (box !== null && (box.attribute('checked') !== null || hasClass(box, 'checkbox-on')));
  return { checked };
}

/** The box that is drawn beside an item. */
export function isCheckBox(child: HtmlNode): boolean {
  if (typeof child === 'string') return false;
  if (child.tag === 'input') return child.attribute('type') === 'checkbox';
  if (child.tag === 'img') return child.attribute('aria-roledescription') === 'checkbox';
  return child.tag === 'div' && hasClass(child, 'checkbox');
}

/** The first of an item's own, not of the lists in it; so many elements deep. */
function firstOf(item: HtmlElement, is: (element: HtmlElement) => boolean, deep: number): HtmlElement | null {
  for (const child of elementsIn(item)) {
    if (is(child)) return child;
    if (deep <= 1 || /^(?:[uo]l|table|blockquote)$/u.test(child.tag)) continue;
    const inside = firstOf(child, is, deep - 1);
    if (inside !== null) return inside;
  }
  return null;
}

/** The level of an item in so many lists, from 0. Word in a browser has a list for each level, one behind the other. */
export function levelIn(item: HtmlElement, lists: number): number {
  const said = Number(item.attribute('data-aria-level') ?? 0);
  return Math.max(0, lists - 1, Number.isSafeInteger(said) ? said - 1 : 0);
}

/** An item of others as it is here, where its box says whether it is done. */
export function checkedOff(item: Leaf): Leaf {
  if (kindOf(item.props) === 'bullet') return taskOf(item);
  return item.props['checked'] === true ? unstruck(item) : item;
}

/** As people and Notion write it: `[x] done`. */
function taskOf(block: Leaf): Leaf {
  const [first, ...rest] = block.runs;
  const task = first?.kind === 'text' ? TASK.exec(first.text) : null;
  if (task === null || first?.kind !== 'text') return block;
  const text = first.text.slice(task[0].length);
  const props = looseProps('check', { ...block.props, checked: task.groups?.['mark']?.toLowerCase() === 'x' });
  return leaf(props, text === '' ? rest : [{ ...first, text }, ...rest]);
}

/** Google Docs strikes out what is done; the box says that here. */
function unstruck(block: Leaf): Leaf {
  if (!block.runs.every(({ attributes }) => attributes['strike'] === true)) return block;
  return leaf(
    block.props,
    block.runs.map((run) => ({ ...run, attributes: intern({ ...run.attributes, strike: undefined }) })),
  );
}
