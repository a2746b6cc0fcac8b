/** How one of Word's paragraphs stands on its page, by its properties (`w:pPr`). */
import { INDENT_TWIPS } from './names.ts';
import { childOf, elementsOf, toggleOf, valueOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** An empty paragraph with a line below or above it, which is how Word draws one across the page. */
export function hasLine(props: XmlElement | undefined): boolean {
  const borders = elementsOf(childOf(props, 'w:pBdr'));
  return borders.some(({ name, attributes }) => {
    const style = attributes['w:val'] ?? 'nil';
    return (name === 'w:bottom' || name === 'w:top') && style !== 'nil' && style !== 'none';
  });
}

/** Alignment, direction and indent. Word's left is where lines begin, on the right in a paragraph from right to left. */
export function lookOf(props: XmlElement | undefined, indents: boolean): Record<string, unknown> {
  if (props === undefined) return {};
  const rtl = toggleOf(props, 'w:bidi');
  const indent = childOf(props, 'w:ind')?.attributes;
  const twips = Number(indent?.['w:left'] ?? indent?.['w:start'] ?? 0);
  const level = indents && Number.isFinite(twips) ? Math.max(0, Math.round(twips / INDENT_TWIPS)) : 0;
  return {
    align: alignOf(valueOf(props, 'w:jc'), rtl === true),
    dir: rtl === undefined ? undefined : rtl ? 'rtl' : 'ltr',
    level: level === 0 ? undefined : level,
  };
}

function alignOf(value: string | undefined, isRtl: boolean): string | undefined {
  switch (value ?? '') {
    case 'center':
      return 'center';
    case 'both':
    case 'distribute':
      return 'justify';
    // where lines begin anyway, which many programs say of every paragraph
    case 'left':
    case 'start':
      return isRtl ? 'right' : undefined;
    case 'right':
    case 'end':
      return isRtl ? 'left' : 'right';
    default:
      return undefined;
  }
}
