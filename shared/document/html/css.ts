/**
 * The little of CSS that says what pasted text means: declarations of an element's own, and of rules for one class, as Excel and Apple's
 * programs write them. By hand, because under a content policy without inline styles a browser reads none of it.
 */
import { classesOf, descendants, textIn } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';

/** Values in lower case, by property. */
export type Declarations = ReadonlyMap<string, string>;

/** What is longer is not looked at, in UTF-16 units. */
const MAX_STYLE_LENGTH = 4_000;
const MAX_SHEET_LENGTH = 500_000;
const MAX_RULES = 2_000;

const DECLARATION = /(?<![a-z-])([a-z-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^()]*\)|[^;"'()])*)/giu;

function declarationsIn(css: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, property = '', value = ''] of css.slice(0, MAX_STYLE_LENGTH).matchAll(DECLARATION))
    found.set(
      property.toLowerCase(),
      value
        .replace(/!important/iu, '')
        .trim()
        .toLowerCase(),
    );
  return found;
}

const NONE: Declarations = new Map();

/** Finds what a page's styles say of an element. */
export class StyleSheet {
  /** by class, or by tag and class */
  readonly #rules = new Map<string, Map<string, string>>();

  constructor(page: HtmlElement) {
    for (const element of descendants(page)) if (element.tag === 'style') this.#add(textIn(element));
  }

  of(element: HtmlElement): Declarations {
    const own = element.attribute('style');
    const classes = this.#rules.size === 0 ? [] : classesOf(element);
    const rules = classes.flatMap((name) => [this.#rules.get(`.${name}`), this.#rules.get(`${element.tag}.${name}`)]);
    const given = rules.filter((rule) => rule !== undefined);
    if (given.length === 0) return own === null ? NONE : declarationsIn(own);
    const all = new Map<string, string>();
    for (const rule of [...given, declarationsIn(own ?? '')]) for (const [key, value] of rule) all.set(key, value);
    return all;
  }

  #add(sheet: string): void {
    const source = sheet.slice(0, MAX_SHEET_LENGTH).replaceAll(/\/\*.*?(?:\*\/|$)|<!--|-->/gsu, ' ');
    for (const [, selectors = '', body = ''] of source.matchAll(/([^{}]{1,500})\{([^{}]{0,4000})\}/gu)) {
      const declarations = declarationsIn(body);
      for (const selector of selectors.split(',')) {
        const name = selector.trim();
        if (this.#rules.size >= MAX_RULES || !/^[a-z0-9]*\.[\w-]+$/iu.test(name)) continue;
        const rule = this.#rules.get(name) ?? new Map<string, string>();
        for (const [key, value] of declarations) rule.set(key, value);
        this.#rules.set(name, rule);
      }
    }
  }
}

/** A length in px; null for what is none, or relative. */
export function pixelsOf(value: string | null | undefined): number | null {
  const [, number, unit = 'px'] = /^([\d.]+)\s*(px|pt|cm|in)?$/u.exec((value ?? '').trim()) ?? [];
  if (number === undefined) return null;
  const factor = unit === 'pt' ? 4 / 3 : unit === 'in' ? 96 : unit === 'cm' ? 96 / 2.54 : 1;
  return Number(number) * factor;
}
