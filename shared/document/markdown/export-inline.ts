/** Runs → Markdown's inline nodes. Formats that Markdown does not have are left out, their text is not. */
import type { PhrasingContent } from 'mdast';
import { unreachable } from '#shared/assert.ts';
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { linkOf } from '../formats.ts';
import { embedText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { NOTHING } from './signs.ts';

/** From the outside to the inside: runs with an equal value share one node. */
const LAYERS = ['link', 'bold', 'italic', 'strike', 'code'] as const;

/** A run's text cut at its line breaks. */
interface Piece {
  readonly text: string;
  readonly attributes: Attributes;
  readonly isFormula?: true;
  /** as it stands in the source */
  readonly isSource?: true;
}

/** @param within in a table's cell a line break is `<br>` */
export function exportInline(runs: readonly Run[], within: 'block' | 'cell' = 'block'): PhrasingContent[] {
  const pieces = runs.flatMap((run): Piece[] => {
    if (run.kind === 'embed') {
      const chip = parseChip(run.embed);
      const { attributes } = run;
      return [
        chip?.t === 'formula' ? formulaPiece(chip.tex, attributes, within) : { text: embedText(run.embed), attributes },
      ];
    }
    return run.text
      .split(/(\n)/)
      .filter((text) => text !== '')
      .map((text) => ({ text, attributes: run.attributes }));
  });
  // Markdown has no line break at a block's edge.
  while (pieces[0]?.text === '\n') pieces.shift();
  while (pieces.at(-1)?.text === '\n') pieces.pop();
  if (within === 'cell') keepEdges(pieces);
  const lineBreak: PhrasingContent = within === 'cell' ? { type: 'html', value: '<br>' } : { type: 'break' };
  return nest(pieces, 0, lineBreak);
}

/** White space at the edge of a cell counts when it is written by its number. */
function keepEdges(pieces: Piece[]): void {
  for (const [at, edge] of [
    [-1, /[ \t]+$/u],
    [0, /^[ \t]+/u],
  ] as const) {
    const piece = pieces.at(at);
    const space = piece === undefined ? undefined : edge.exec(piece.text)?.[0];
    if (piece === undefined || space === undefined || piece.attributes['code'] === true || piece.isFormula) continue;
    const { attributes } = piece;
    const source: Piece = { text: space.replaceAll(' ', '&#32;').replaceAll('\t', '&#9;'), attributes, isSource: true };
    const rest = piece.text.replace(edge, '');
    const words: Piece[] = rest === '' ? [] : [{ text: rest, attributes }];
    pieces.splice(at, 1, ...(at === 0 ? [source, ...words] : [...words, source]));
  }
}

function nest(pieces: readonly Piece[], depth: number, lineBreak: PhrasingContent): PhrasingContent[] {
  const layer = LAYERS[depth];
  if (layer === undefined) return apart(pieces.map((piece) => leaf(piece, lineBreak)));
  const nodes: PhrasingContent[] = [];
  for (let from = 0; from < pieces.length;) {
    const value = pieces[from]?.attributes[layer];
    let to = from + 1;
    while (to < pieces.length && pieces[to]?.attributes[layer] === value) to += 1;
    const group = pieces.slice(from, to);
    from = to;
    if (value === undefined) nodes.push(...nest(group, depth + 1, lineBreak));
    else nodes.push(...wrap(layer, group, depth, lineBreak));
  }
  return apart(nodes);
}

/** The signs of two formulas, of one beside a dollar, or of two stretches of code would be taken for one. */
function apart(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, at): PhrasingContent[] =>
    touches(nodes[at - 1], node) ? [{ type: 'html', value: NOTHING }, node] : [node],
  );
}

function touches(before: PhrasingContent | undefined, node: PhrasingContent): boolean {
  const isMath = (one: PhrasingContent | undefined): boolean => one?.type === 'inlineMath';
  if (before?.type === 'inlineCode' && node.type === 'inlineCode') return true;
  if (isMath(before)) return isMath(node) || (node.type === 'text' && node.value.startsWith('$'));
  return isMath(node) && before?.type === 'text' && before.value.endsWith('$');
}

function wrap(
  layer: (typeof LAYERS)[number],
  group: readonly Piece[],
  depth: number,
  lineBreak: PhrasingContent,
): PhrasingContent[] {
  switch (layer) {
    case 'link': {
      const link = linkOf(group[0]?.attributes ?? {});
      // whoever renders the export may follow it
      if (link !== null && runsCode(link.url)) return nest(group, depth + 1, lineBreak);
      return [
        { type: 'link', url: link?.url ?? '', title: link?.title ?? null, children: nest(group, depth + 1, lineBreak) },
      ];
    }
    case 'bold':
      return [{ type: 'strong', children: nest(group, depth + 1, lineBreak) }];
    case 'italic':
      return [{ type: 'emphasis', children: nest(group, depth + 1, lineBreak) }];
    case 'strike':
      return [{ type: 'delete', children: nest(group, depth + 1, lineBreak) }];
    case 'code':
      return [{ type: 'inlineCode', value: group.map(({ text }) => text).join('') }];
    default:
      return unreachable(layer);
  }
}

/** Does an address run code of whoever wrote it? Browsers skip control characters and spaces in a scheme. */
function runsCode(url: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
  return /^(?:javascript|data|vbscript):/iu.test(url.replace(/[\u0000-\u0020]/gu, ''));
}

/** A bar or a line's end in a formula would end the cell: there it is text. */
function formulaPiece(tex: string, attributes: Attributes, within: 'block' | 'cell'): Piece {
  return within === 'cell' && /[|\n]/u.test(tex)
    ? { text: `$$${tex.replaceAll('\n', ' ')}$$`, attributes }
    : { text: tex, attributes, isFormula: true };
}

function leaf({ text, isFormula, isSource }: Piece, lineBreak: PhrasingContent): PhrasingContent {
  if (isSource === true) return { type: 'html', value: text };
  if (isFormula === true) return { type: 'inlineMath', value: text };
  return text === '\n' ? lineBreak : { type: 'text', value: text };
}
