/**
 * Word and Outlook put a list on the clipboard as paragraphs that only look like one: `style="mso-list: l0 level2 lfo1"`, the sign of the item
 * drawn as text in a span that says `mso-list: Ignore`.
 */
import { levelOf } from '../props.ts';
import type { Block } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';
import type { Declarations } from './css.ts';
import { descendants, textIn } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';

/** `1.`, `a)`, `iv.`, `(2)`, `1.2.`: anything that counts. A bullet is a sign, or the letter o of the symbol font. */
const COUNTED = /^\(?(?:\d+(?:[.)]\d+)*[.)]?|[a-np-z][.)]|[ivxlc]+[.)])$/iu;
const FIRST_NUMBER = /^\(?(\d+)[.)]?$/u;
/** the last part of `2.1.3.` */
const PART = /(\d+)[.)]?$/u;
/** What is longer is no sign of an item, in UTF-16 units. */
const MAX_SIGN_LENGTH = 40;
const LEVEL = /\bl\d+\s+level(\d+)/u;

export interface WordItem {
  readonly type: 'bullet' | 'number';
  /** from 0 */
  readonly level: number;
  /** null where the sign counts in another way than with digits */
  readonly number: number | null;
}

/** Null for a paragraph that is no item of a list. */
export function wordItemOf(element: HtmlElement, style: Declarations): WordItem | null {
  const level = LEVEL.exec(style.get('mso-list') ?? '')?.[1];
  if (level === undefined) return null;
  const sign = [...descendants(element)].find(isWordSign);
  const text = sign === undefined ? '' : textIn(sign).trim();
  const counted = text.length <= MAX_SIGN_LENGTH && COUNTED.test(text);
  const number = FIRST_NUMBER.exec(text)?.[1] ?? (counted ? PART.exec(text)?.[1] : undefined);
  return {
    type: counted ? 'number' : 'bullet',
    level: Math.max(0, Number(level) - 1),
    number: number === undefined ? null : Number(number),
  };
}

/** The sign of an item as Word draws it. */
export function isWordSign(element: HtmlElement): boolean {
  return /mso-list:\s*ignore/iu.test(element.attribute('style') ?? '');
}

/**
 * The number that a list begins with, undefined where it goes on from the item before, or begins with one.
 * @param before what the item stands behind
 */
export function startOf(before: readonly Block[], level: number, number: number): number | undefined {
  if (number === 1) return undefined;
  for (const block of before.toReversed()) {
    const type = block.kind === 'leaf' ? kindOf(block.props) : null;
    if (type !== 'bullet' && type !== 'number') return number;
    const its = levelOf(block.props);
    if (its < level) return number;
    if (its === level) return type === 'number' ? undefined : number;
  }
  return number;
}
