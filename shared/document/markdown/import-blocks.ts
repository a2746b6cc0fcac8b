/** Markdown's tree → blocks. Quotes lose their nesting, list items get a level; callouts, folds and tables hold blocks. */
import type {
  BlockContent,
  Blockquote,
  Definition,
  DefinitionContent,
  List,
  ListItem,
  PhrasingContent,
  Root,
  RootContent,
} from 'mdast';
import { NONE } from '../attributes.ts';
import { MAX_DEPTH } from '../limits.ts';
import { isFilePath } from '../file-url.ts';
import { HEADINGS, isListType } from '../layout.ts';
import type { BlockType } from '../layout.ts';
import { makeProps, typeOf } from '../props.ts';
import { NO_RUNS, pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf as leafBlock } from '../tree/block.ts';
import type { Block } from '../tree/block.ts';
import { calloutOf, foldEnds, foldOf } from './boxes.ts';
import { partsOf } from './figures.ts';
import { importTable } from './import-table.ts';
import { DIAGRAM_LANGUAGE, isEmptyComment, isPageBreak, leafOf } from './signs.ts';
import { importInline } from './import-inline.ts';
import type { Definitions } from './import-inline.ts';

/** Where a node stands. */
interface Place {
  readonly quoted: boolean;
  /** Lists around it. */
  readonly depth: number;
}

/** @param source what the tree was parsed from */
export function importBlocks(root: Root, source: string): Block[] {
  const importer = new Importer(findDefinitions(root.children), source, 0);
  importer.addAll(root.children, { quoted: false, depth: 0 });
  return importer.blocks;
}

function findDefinitions(nodes: readonly RootContent[]): Definitions {
  const found = new Map<string, Definition>();
  const walk = (node: RootContent): void => {
    // The first of several definitions counts.
    if (node.type === 'definition' && !found.has(node.identifier)) found.set(node.identifier, node);
    if ('children' in node) node.children.forEach(walk);
  };
  nodes.forEach(walk);
  return found;
}

class Importer {
  readonly blocks: Block[] = [];
  readonly #definitions: Definitions;
  readonly #source: string;
  /** Containers around the blocks. */
  readonly #within: number;

  constructor(definitions: Definitions, source: string, within: number) {
    this.#definitions = definitions;
    this.#source = source;
    this.#within = within;
  }

  /** Siblings, among which those between a fold's start and its end are in the fold. */
  addAll(nodes: readonly RootContent[], place: Place): void {
    const ends = this.#within < MAX_DEPTH ? foldEnds(nodes) : new Map<number, number>();
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at];
      const end = ends.get(at);
      const fold = node?.type === 'html' && end !== undefined ? foldOf(node.value) : null;
      if (node === undefined) continue;
      if (fold === null || end === undefined) {
        this.add(node, place);
        continue;
      }
      const children = this.#inside(nodes.slice(at + 1, end));
      const props = makeProps('fold', { closed: fold.closed });
      this.blocks.push({ kind: 'container', props, runs: fold.title, children });
      at = end;
    }
  }

  /** What stands in a container. */
  #inside(nodes: readonly RootContent[]): Block[] {
    const importer = new Importer(this.#definitions, this.#source, this.#within + 1);
    importer.addAll(nodes, { quoted: false, depth: 0 });
    return importer.blocks;
  }

  add(node: RootContent | BlockContent | DefinitionContent, place: Place): void {
    switch (node.type) {
      case 'paragraph': {
        if (this.#addFile(node.children)) return;
        const leaf = place.quoted ? null : leafOf(node);
        if (leaf !== null) {
          this.#push(leaf.type, leaf.type === 'formula' ? plain(leaf.tex) : NO_RUNS, leaf.type === 'embed' ? leaf : {});
          return;
        }
        const level = place.quoted ? 0 : place.depth;
        this.#pushLine(place.quoted ? 'quote' : 'p', node.children, { level });
        return;
      }
      case 'heading':
        this.#pushLine(HEADINGS[node.depth - 1] ?? 'h6', node.children, {});
        return;
      case 'blockquote':
        this.#addQuote(node, place);
        return;
      case 'list':
        this.#addList(node, place);
        return;
      case 'code':
        if (node.lang === DIAGRAM_LANGUAGE) this.#push('diagram', plain(node.value));
        else this.#push('code', plain(node.value), { language: node.lang ?? undefined });
        return;
      case 'math':
        this.#push('formula', plain(node.value));
        return;
      case 'html':
        if (isEmptyComment(node.value)) return;
        if (isPageBreak(node.value)) this.#push('break', NO_RUNS);
        else this.#push('code', plain(node.value), { language: 'html' });
        return;
      case 'yaml':
        // the title and what else it says are the document's, not the text's
        return;
      case 'thematicBreak':
        this.#push('hr', NO_RUNS);
        return;
      case 'table':
        this.blocks.push(importTable(node, this.#definitions));
        return;
      case 'footnoteDefinition':
        this.#addFootnote(node.label ?? node.identifier, node.children, place);
        return;
      case 'definition':
      case 'text':
      case 'strong':
      case 'emphasis':
      case 'delete':
      case 'inlineCode':
      case 'inlineMath':
      case 'break':
      case 'link':
      case 'linkReference':
      case 'image':
      case 'imageReference':
      case 'footnoteReference':
      case 'listItem':
      case 'tableRow':
      case 'tableCell':
        // Definitions show nothing themselves; the other nodes stand in lines of text and never here.
        return;
    }
  }

  /** A paragraph of nothing but a link to a file of ours is none. */
  #addFile(children: readonly PhrasingContent[]): boolean {
    const parts = children.filter(
      (node) => node.type !== 'break' && (node.type !== 'text' || node.value.trim() !== ''),
    );
    const [only] = parts;
    if (parts.length === 1 && only?.type === 'link' && isFilePath(only.url)) {
      this.#push('file', NO_RUNS, {
        src: only.url,
        name: readableText(importInline(only.children, this.#definitions)),
      });
      return true;
    }
    return false;
  }

  /** A line of text; images in it are blocks, behind which it goes on. */
  #pushLine(type: BlockType, children: readonly PhrasingContent[], props: Record<string, unknown>): void {
    const parts = partsOf(children, this.#definitions);
    // an item or a heading that begins with an image is there all the same
    if (parts[0]?.kind !== 'text' && type !== 'p' && type !== 'quote') this.#push(type, NO_RUNS, props);
    parts.forEach((part, at) => {
      if (part.kind === 'image') this.blocks.push(part.image);
      else if (at === 0 || type === 'p' || type === 'quote') this.#push(type, part.runs, props);
      else this.#push('p', part.runs);
    });
    if (parts.length === 0 && (type === 'p' || type === 'quote')) this.#push(type, NO_RUNS, props);
  }

  #push(type: BlockType, runs: readonly Run[], props: Record<string, unknown> = {}): void {
    this.blocks.push(leafBlock(makeProps(type, props), runs));
  }

  #addQuote(quote: Blockquote, place: Place): void {
    const callout = this.#within < MAX_DEPTH ? calloutOf(quote, this.#source) : null;
    if (callout === null) {
      this.addAll(quote.children, { ...place, quoted: true });
      return;
    }
    const props = makeProps('callout', { kind: callout.kind });
    this.blocks.push({ kind: 'container', props, runs: NO_RUNS, children: this.#inside(callout.inside) });
  }

  #addList(list: List, place: Place): void {
    list.children.forEach((item, index) => {
      const type = item.checked == null ? (list.ordered === true ? 'number' : 'bullet') : 'check';
      const start = index === 0 ? (list.start ?? undefined) : undefined;
      this.#addItem(item, type, start, place);
    });
  }

  #addItem(item: ListItem, type: BlockType, start: number | undefined, place: Place): void {
    const [first, ...rest] = item.children;
    const hasText = first?.type === 'paragraph';
    const children = hasText ? first.children : [];
    this.#pushLine(type, children, { level: place.depth, checked: item.checked === true, start });
    let previous: Block | undefined = this.blocks.at(-1);
    for (const child of hasText ? rest : item.children) {
      const last = this.blocks.at(-1);
      if (child.type === 'paragraph' && last === previous && last?.kind === 'leaf' && isListType(typeOf(last.props))) {
        // A further paragraph of the item is a further line of it.
        const longer = [...last.runs];
        if (longer.length > 0) pushText(longer, '\n', NONE);
        for (const run of importInline(child.children, this.#definitions)) {
          if (run.kind === 'text') pushText(longer, run.text, run.attributes);
          else longer.push(run);
        }
        previous = leafBlock(last.props, longer);
        this.blocks[this.blocks.length - 1] = previous;
      } else {
        this.add(child, { quoted: false, depth: place.depth + 1 });
      }
    }
  }

  #addFootnote(label: string, children: readonly (BlockContent | DefinitionContent)[], place: Place): void {
    const at = this.blocks.length;
    for (const child of children) this.add(child, place);
    const first = this.blocks[at];
    const runs: Run[] = [];
    pushText(runs, `[^${label}]: `, NONE);
    if (first?.kind !== 'leaf' || typeOf(first.props) !== 'p') {
      this.blocks.splice(at, 0, leafBlock(NONE, runs));
      return;
    }
    for (const run of first.runs) {
      if (run.kind === 'text') pushText(runs, run.text, run.attributes);
      else runs.push(run);
    }
    this.blocks[at] = leafBlock(first.props, runs);
  }
}

function plain(text: string): Run[] {
  const runs: Run[] = [];
  pushText(runs, text.replaceAll('\r\n', '\n'), NONE);
  return runs;
}
