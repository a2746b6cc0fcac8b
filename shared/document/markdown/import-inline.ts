/** Markdown's inline nodes → runs. What a run cannot be (an image, HTML) becomes text that says the same. */
import type { Definition, PhrasingContent } from 'mdast';
import { intern, NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { breakAttributes, internLink } from '../formats.ts';
import { pushText } from '../runs.ts';
import { isEmptyComment } from './signs.ts';
import type { Run } from '../runs.ts';

/** Finds what a reference stands for. */
export type Definitions = ReadonlyMap<string, Definition>;

export function importInline(nodes: readonly PhrasingContent[], definitions: Definitions): Run[] {
  const runs: Run[] = [];
  for (const node of nodes) collect(node, NONE, definitions, runs);
  return runs;
}

function collect(node: PhrasingContent, attributes: Attributes, definitions: Definitions, runs: Run[]): void {
  const inside = (children: readonly PhrasingContent[], more: Record<string, unknown>): void => {
    const added = intern({ ...attributes, ...more });
    for (const child of children) collect(child, added, definitions, runs);
  };
  switch (node.type) {
    case 'text':
      return pushText(runs, onOneLine(node.value), attributes);
    case 'break':
      return pushText(runs, '\n', attributes);
    case 'strong':
      return inside(node.children, { bold: true });
    case 'emphasis':
      return inside(node.children, { italic: true });
    case 'delete':
      return inside(node.children, { strike: true });
    case 'inlineCode':
      return pushText(runs, onOneLine(node.value), intern({ ...attributes, code: true }));
    case 'inlineMath':
      return pushFormula(onOneLine(node.value), attributes, runs);
    case 'html':
      if (isEmptyComment(node.value)) return;
      if (/^<br\s*\/?>$/i.test(node.value)) return pushText(runs, '\n', attributes);
      return pushText(runs, onOneLine(node.value), attributes);
    case 'link':
      return inside(node.children, { link: internLink({ url: node.url, title: node.title }) });
    case 'linkReference': {
      const target = definitions.get(node.identifier);
      const link = target === undefined ? null : internLink({ url: target.url, title: target.title });
      return inside(node.children, link === null ? {} : { link });
    }
    case 'image':
      return pushImage(node.alt, node, attributes, runs);
    case 'imageReference':
      return pushImage(node.alt, definitions.get(node.identifier), attributes, runs);
    case 'footnoteReference':
      return pushText(runs, `[^${node.label ?? node.identifier}]`, attributes);
  }
}

/** One that is too long for a line, or empty, stays its source. */
function pushFormula(tex: string, attributes: Attributes, runs: Run[]): void {
  const chip = parseChip({ t: 'formula', tex });
  if (chip === null) pushText(runs, `$$${tex}$$`, attributes);
  else runs.push({ kind: 'embed', embed: chip, attributes: breakAttributes(attributes) });
}

/** An image is a link to it; where it stands in a link already, only its text stays. */
function pushImage(
  alt: string | null | undefined,
  target: { readonly url: string; readonly title?: string | null | undefined } | undefined,
  attributes: Attributes,
  runs: Run[],
): void {
  const text = onOneLine(alt || target?.url || 'image');
  const link =
    attributes['link'] ?? (target === undefined ? null : internLink({ url: target.url, title: target.title }));
  pushText(runs, text, intern({ ...attributes, link }));
}

/** A single line end in Markdown is a space. */
function onOneLine(text: string): string {
  return text.replaceAll(/(?<![ \t])[ \t]*\r?\n[ \t]*/g, ' ');
}
