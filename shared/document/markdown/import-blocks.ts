/** Markdown's tree → blocks. Trees become flat: quotes lose their nesting, list items get a level. */
import type { BlockContent, Definition, DefinitionContent, List, ListItem, Root, RootContent, Table } from 'mdast';
import { NONE } from '../attributes.ts';
import { HEADINGS, isListType } from '../layout.ts';
import type { BlockType } from '../layout.ts';
import { makeProps, typeOf } from '../props.ts';
import { NO_RUNS, pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import type { Block } from './block.ts';
import { DIAGRAM_LANGUAGE, isPageBreak, leafOf } from './signs.ts';
import { importInline } from './import-inline.ts';
import type { Definitions } from './import-inline.ts';

/** Where a node stands. */
interface Place {
  readonly quoted: boolean;
  /** Lists around it. */
  readonly depth: number;
}

export function importBlocks(root: Root): Block[] {
  const importer = new Importer(findDefinitions(root.children));
  for (const node of root.children) importer.add(node, { quoted: false, depth: 0 });
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

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  add(node: RootContent | BlockContent | DefinitionContent, place: Place): void {
    switch (node.type) {
      case 'paragraph': {
        const leaf = place.quoted ? null : leafOf(node);
        if (leaf !== null) {
          this.#push(leaf.type, leaf.type === 'formula' ? plain(leaf.tex) : NO_RUNS, leaf.type === 'embed' ? leaf : {});
          return;
        }
        const level = place.quoted ? 0 : place.depth;
        this.#push(place.quoted ? 'quote' : 'p', importInline(node.children, this.#definitions), { level });
        return;
      }
      case 'heading':
        this.#push(HEADINGS[node.depth - 1] ?? 'h6', importInline(node.children, this.#definitions));
        return;
      case 'blockquote':
        for (const child of node.children) this.add(child, { ...place, quoted: true });
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
        if (isPageBreak(node.value)) this.#push('break', NO_RUNS);
        else this.#push('code', plain(node.value), { language: 'html' });
        return;
      case 'yaml':
        if (!isTitleOnly(node.value)) this.#push('code', plain(node.value), { language: 'yaml' });
        return;
      case 'thematicBreak':
        this.#push('hr', NO_RUNS);
        return;
      case 'table':
        this.#push('code', plain(this.#drawTable(node)));
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

  #push(type: BlockType, runs: readonly Run[], props: Record<string, unknown> = {}): void {
    this.blocks.push({ props: makeProps(type, props), runs });
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
    const runs = hasText ? importInline(first.children, this.#definitions) : NO_RUNS;
    this.#push(type, runs, { level: place.depth, checked: item.checked === true, start });
    let previous = this.blocks.at(-1);
    for (const child of hasText ? rest : item.children) {
      const last = this.blocks.at(-1);
      if (child.type === 'paragraph' && last === previous && last !== undefined && isListType(typeOf(last.props))) {
        // A further paragraph of the item is a further line of it.
        const longer = [...last.runs];
        if (longer.length > 0) pushText(longer, '\n', NONE);
        for (const run of importInline(child.children, this.#definitions)) {
          if (run.kind === 'text') pushText(longer, run.text, run.attributes);
          else longer.push(run);
        }
        previous = { props: last.props, runs: longer };
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
    if (first === undefined || typeOf(first.props) !== 'p') {
      this.blocks.splice(at, 0, { props: NONE, runs });
      return;
    }
    for (const run of first.runs) {
      if (run.kind === 'text') pushText(runs, run.text, run.attributes);
      else runs.push(run);
    }
    this.blocks[at] = { props: first.props, runs };
  }

  /** Columns under each other, for a block of fixed pitch. */
  #drawTable(table: Table): string {
    const rows = table.children.map((row) =>
      row.children.map((cell) => this.#cellText(importInline(cell.children, this.#definitions))),
    );
    const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
    const lines = rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    );
    lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join(' | '));
    return lines.join('\n');
  }

  #cellText(runs: readonly Run[]): string {
    return runs
      .map((run) => {
        const text = readableText([run]).replaceAll('\n', ' ');
        const link = run.attributes['link'] as { readonly url: string } | undefined;
        return link === undefined || link.url === text ? text : `${text} (${link.url})`;
      })
      .join('');
  }
}

function plain(text: string): Run[] {
  const runs: Run[] = [];
  pushText(runs, text.replaceAll('\r\n', '\n'), NONE);
  return runs;
}

function isTitleOnly(yaml: string): boolean {
  return yaml.split('\n').every((line) => line.trim() === '' || line.startsWith('title:'));
}
