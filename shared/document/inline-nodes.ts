/** Runs ↔ the nodes inside a block. */
import { $createAutoLinkNode, $createLinkNode, $isAutoLinkNode, $isLinkNode } from '@lexical/link';
import type { LinkNode } from '@lexical/link';
import {
  $createLineBreakNode,
  $createTabNode,
  $createTextNode,
  $isElementNode,
  $isLineBreakNode,
  $isTabNode,
  $isTextNode,
} from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import { NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { $isBare, $isPlainBlock, $writeBare } from './block-nodes.ts';
import { parseChip } from './chips.ts';
import { wholeLetters } from './clusters.ts';
import { attributesOf, formatBits, internLink, linkOf, modeOf, styleOf } from './formats.ts';
import type { Link } from './formats.ts';
import { $createChipNode, $isChipNode } from './nodes/chip.ts';
import type { ChipNode } from './nodes/chip.ts';
import { $createUnknownInlineNode, $isUnknownInlineNode } from './nodes/unknown-inline.ts';
import type { UnknownInlineNode } from './nodes/unknown-inline.ts';
import { pushText, runsText, sameEmbed, sameRuns } from './runs.ts';
import type { Run } from './runs.ts';

/** The runs of a block node, in canonical form: links are attributes, inline nodes of other kinds count as their text. */
export function $readInline(block: LexicalNode): readonly Run[] {
  const runs: Run[] = [];
  if ($isPlainBlock(block)) $collectPlain(block, runs);
  else if ($isElementNode(block)) $collect(block, null, runs);
  return wholeLetters(runs);
}

/** The runs of some of a block's children. */
export function $readNodes(nodes: readonly LexicalNode[]): readonly Run[] {
  const runs: Run[] = [];
  for (const node of nodes) $collectNode(node, null, runs);
  return wholeLetters(runs);
}

function $collect(parent: ElementNode, link: Link | null, runs: Run[]): void {
  for (let node = parent.getFirstChild(); node !== null; node = node.getNextSibling()) $collectNode(node, link, runs);
}

function $collectNode(node: LexicalNode, link: Link | null, runs: Run[]): void {
  if ($isTextNode(node)) {
    pushText(runs, node.getTextContent(), attributesOf(node.getFormat(), node.getStyle(), node.getMode(), link));
  } else if ($isLineBreakNode(node)) {
    pushText(runs, '\n', attributesOf(0, '', 'normal', link));
  } else if ($isChipNode(node) || $isUnknownInlineNode(node)) {
    runs.push({ kind: 'embed', embed: $embedOf(node), attributes: attributesOf(0, '', 'normal', link) });
  } else if ($isLinkNode(node)) {
    $collect(node, $linkOf(node), runs);
  } else if ($isElementNode(node) && node.isInline()) {
    $collect(node, link, runs);
  } else if (!$isElementNode(node)) {
    pushText(runs, node.getTextContent(), NONE);
  }
}

function $embedOf(node: ChipNode | UnknownInlineNode): unknown {
  return $isChipNode(node) ? node.getChip() : node.getEmbed();
}

/** A plain block, such as code, is text alone. What is pasted into it may stand there as paragraphs: those are lines of it. */
function $collectPlain(parent: ElementNode, runs: Run[]): void {
  for (let node = parent.getFirstChild(); node !== null; node = node.getNextSibling()) {
    const own = !node.isInline() && !$isTextNode(node) && !$isLineBreakNode(node);
    if (own && runs.length > 0 && !runsText(runs).endsWith('\n')) pushText(runs, '\n', NONE);
    if ($isChipNode(node) || $isUnknownInlineNode(node)) {
      runs.push({ kind: 'embed', embed: $embedOf(node), attributes: NONE });
    } else if ($isElementNode(node)) $collectPlain(node, runs);
    else pushText(runs, node.getTextContent(), NONE);
    if (own && node.getNextSibling() !== null) pushText(runs, '\n', NONE);
  }
}

function $linkOf(node: LinkNode): Link | null {
  return internLink({
    url: node.getURL(),
    target: node.getTarget(),
    rel: node.getRel(),
    title: node.getTitle(),
    auto: $isAutoLinkNode(node),
    unlinked: $isAutoLinkNode(node) && node.getIsUnlinked(),
  });
}

/** One node to be: a stretch of text without a break in it, a break, a tab, an embed, or a link around them. */
type Piece =
  | { readonly kind: 'text' | 'tab'; readonly text: string; readonly attributes: Attributes }
  | { readonly kind: 'break' }
  | { readonly kind: 'embed'; readonly embed: unknown }
  | { readonly kind: 'link'; readonly link: Link; readonly pieces: Piece[] };

function cut(runs: readonly Run[]): Piece[] {
  const pieces: Piece[] = [];
  for (const run of runs) {
    const link = linkOf(run.attributes);
    const target = link === null ? pieces : linkPieces(pieces, link);
    if (run.kind === 'embed') {
      target.push({ kind: 'embed', embed: run.embed });
      continue;
    }
    for (const text of run.text.split(/([\n\t])/)) {
      if (text === '\n') target.push({ kind: 'break' });
      else if (text !== '') target.push({ kind: text === '\t' ? 'tab' : 'text', text, attributes: run.attributes });
    }
  }
  return pieces;
}

function linkPieces(pieces: Piece[], link: Link): Piece[] {
  const last = pieces.at(-1);
  if (last?.kind === 'link' && last.link === link) return last.pieces;
  const made: Piece[] = [];
  pieces.push({ kind: 'link', link, pieces: made });
  return made;
}

/** Are a block's nodes spelled as they are rendered? Two spellings of one text would make two replicas differ. */
export function $isInlineCanonical(block: LexicalNode, runs: readonly Run[]): boolean {
  if (!$isElementNode(block)) return true;
  // Highlighting cuts code into pieces of its own, and those are never stored.
  if ($isPlainBlock(block)) return $isPlainCanonical(block, runs);
  return $matches(block, cut(runs), true);
}

/** Right text in pieces of any size, but nothing that a plain block does not show: a format, a link, a break inside a text. */
function $isPlainCanonical(block: ElementNode, runs: readonly Run[]): boolean {
  const isBare = (node: LexicalNode): boolean => {
    if (!$isTextNode(node)) return !$isElementNode(node);
    return $hasAttributes(node, NONE) && ($isTabNode(node) || !/[\n\t]/.test(node.getTextContent()));
  };
  return block.getChildren().every(isBare) && sameRuns($readInline(block), runs);
}

/** Makes a block's nodes show these runs, keeping nodes where their kinds are right. */
export function $writeInline(block: LexicalNode, runs: readonly Run[]): void {
  if (!$isElementNode(block)) return;
  if ($isPlainBlock(block) && $isPlainCanonical(block, runs)) return;
  const pieces = cut(runs);
  if ($matches(block, pieces, false)) $update(block, pieces);
  else block.splice(0, block.getChildrenSize(), pieces.map($create));
}

function $matches(parent: ElementNode, pieces: readonly Piece[], exactly: boolean): boolean {
  if (parent.getChildrenSize() !== pieces.length) return false;
  let node = parent.getFirstChild();
  for (const piece of pieces) {
    if (node === null || !$matchesPiece(node, piece, exactly)) return false;
    node = node.getNextSibling();
  }
  return true;
}

function $matchesPiece(node: LexicalNode, piece: Piece, exactly: boolean): boolean {
  switch (piece.kind) {
    case 'break':
      return $isLineBreakNode(node);
    case 'embed':
      return parseChip(piece.embed) === null
        ? $isUnknownInlineNode(node)
        : $isChipNode(node) && (!exactly || sameEmbed(node.getChip(), piece.embed));
    case 'link':
      return (
        $isLinkNode(node) &&
        $isAutoLinkNode(node) === (piece.link.auto ?? false) &&
        (!exactly || $isBare(node)) &&
        $matches(node, piece.pieces, exactly)
      );
    case 'tab':
      return $isTabNode(node) && (!exactly || $hasAttributes(node, piece.attributes));
    case 'text':
      // Subclasses (a highlighted token) are another spelling; only plain text nodes are canonical.
      return (
        node.getType() === 'text' &&
        $isTextNode(node) &&
        (!exactly || (node.getTextContent() === piece.text && $hasAttributes(node, piece.attributes)))
      );
    default:
      return unreachable(piece);
  }
}

function $hasAttributes(node: LexicalNode, attributes: Attributes): boolean {
  return (
    $isTextNode(node) &&
    node.getFormat() === formatBits(attributes) &&
    node.getStyle() === styleOf(attributes) &&
    node.getMode() === modeOf(attributes)
  );
}

function $update(parent: ElementNode, pieces: readonly Piece[]): void {
  let node = parent.getFirstChild();
  for (const piece of pieces) {
    if (node === null) return;
    if (piece.kind === 'link' && $isLinkNode(node)) {
      $writeLink(node, piece.link);
      $writeBare(node);
      $update(node, piece.pieces);
    } else if (piece.kind === 'embed' && $isUnknownInlineNode(node)) {
      if (node.getEmbed() !== piece.embed) node.setEmbed(piece.embed);
    } else if (piece.kind === 'embed' && $isChipNode(node)) {
      const chip = parseChip(piece.embed);
      if (chip !== null && !sameEmbed(node.getChip(), chip)) node.setChip(chip);
    } else if ((piece.kind === 'text' || piece.kind === 'tab') && $isTextNode(node)) {
      if (node.getTextContent() !== piece.text) node.setTextContent(piece.text);
      $writeAttributes(node, piece.attributes);
    }
    node = node.getNextSibling();
  }
}

function $writeAttributes(node: LexicalNode, attributes: Attributes): void {
  if (!$isTextNode(node) || $hasAttributes(node, attributes)) return;
  node.setFormat(formatBits(attributes)).setStyle(styleOf(attributes));
  if (!$isTabNode(node) && node.getMode() !== modeOf(attributes)) node.setMode(modeOf(attributes));
}

function $writeLink(node: LinkNode, link: Link): void {
  if (node.getURL() !== link.url) node.setURL(link.url);
  if (node.getTarget() !== (link.target ?? null)) node.setTarget(link.target ?? null);
  if (node.getRel() !== (link.rel ?? null)) node.setRel(link.rel ?? null);
  if (node.getTitle() !== (link.title ?? null)) node.setTitle(link.title ?? null);
  if ($isAutoLinkNode(node) && node.getIsUnlinked() !== (link.unlinked ?? false)) {
    node.setIsUnlinked(link.unlinked ?? false);
  }
}

function $create(piece: Piece): LexicalNode {
  switch (piece.kind) {
    case 'break':
      return $createLineBreakNode();
    case 'embed': {
      const chip = parseChip(piece.embed);
      return chip === null ? $createUnknownInlineNode(piece.embed) : $createChipNode(chip);
    }
    case 'link': {
      const node = piece.link.auto === true ? $createAutoLinkNode(piece.link.url) : $createLinkNode(piece.link.url);
      $writeLink(node, piece.link);
      return node.append(...piece.pieces.map($create));
    }
    case 'tab':
    case 'text': {
      const node = piece.kind === 'tab' ? $createTabNode() : $createTextNode(piece.text);
      $writeAttributes(node, piece.attributes);
      return node;
    }
    default:
      return unreachable(piece);
  }
}
