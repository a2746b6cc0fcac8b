/** What an editor shows, read from its JSON and not by the code under test. */
import type { LexicalEditor, SerializedLexicalNode } from 'lexical';

export interface PageRun {
  readonly text: string;
  /** Lexical's format bits */
  readonly format: number;
  readonly url: string | null;
  /** colours, as the node has them; '' for none */
  readonly style: string;
}

export interface PageBlock {
  /** `p`, `h1` …, `quote`, `code`, `hr`, `embed` …, a list's type, or Lexical's name of what we do not expect */
  readonly type: string;
  readonly level: number;
  readonly checked: boolean;
  /** The containers that it stands in, from the outermost on, by their types; merged cells with their rows and columns, `2x1`. */
  readonly within: readonly string[];
  readonly runs: readonly PageRun[];
  readonly text: string;
  /** of an embed */
  readonly url?: string;
  /** of an image */
  readonly image?: { readonly width: number | null; readonly alt: string };
}

interface Json extends SerializedLexicalNode {
  readonly children?: readonly Json[];
  readonly text?: string;
  readonly format?: number | string;
  readonly url?: string;
  readonly tag?: string;
  readonly listType?: string;
  readonly indent?: number;
  readonly checked?: boolean;
  readonly style?: string;
  readonly chip?: unknown;
  readonly kind?: string;
  readonly closed?: boolean;
  readonly backgroundColor?: string | null;
  readonly rowSpan?: number;
  readonly colSpan?: number;
  readonly width?: number | null;
  readonly alt?: string;
}

/** What a chip is called, without signs of its kind: tests know chips by that, as they know text by its words. */
export function chipLabel(chip: unknown): string {
  const { name, title, date, tex } = chip as Record<string, string | undefined>;
  return name ?? title ?? date ?? tex ?? '?';
}

export function pageJson(editor: LexicalEditor): string {
  return JSON.stringify(editor.getEditorState().toJSON().root);
}

export function readPage(json: string): PageBlock[] {
  const blocks: PageBlock[] = [];
  for (const child of (JSON.parse(json) as Json).children ?? []) readBlock(child, [], blocks);
  return blocks;
}

/** What of the tree is no block itself. */
const PARTS: ReadonlySet<string> = new Set([
  'callout',
  'fold',
  'fold-body',
  'columns',
  'column',
  'table',
  'tablerow',
  'tablecell',
]);

function readBlock(node: Json, within: readonly string[], blocks: PageBlock[]): void {
  if (node.type === 'list') readList(node, 0, within, blocks);
  else if (PARTS.has(node.type)) {
    const look = node.kind ?? node.backgroundColor ?? (node.closed === true ? 'closed' : '');
    const [rows, columns] = [node.rowSpan ?? 1, node.colSpan ?? 1];
    const span = rows * columns === 1 ? '' : `${rows}x${columns}`;
    const name = [node.type, look, span].filter((part) => part !== '').join(' ');
    for (const child of node.children ?? []) readBlock(child, [...within, name], blocks);
  } else blocks.push(blockOf(node, typeName(node), node.indent ?? 0, within));
}

function readList(list: Json, level: number, within: readonly string[], blocks: PageBlock[]): void {
  for (const item of list.children ?? []) {
    const nested = (item.children ?? []).filter(({ type }) => type === 'list');
    const inline = (item.children ?? []).filter(({ type }) => type !== 'list');
    if (nested.length === 0 || inline.length > 0) {
      blocks.push(blockOf({ ...item, children: inline }, list.listType ?? 'list', level, within));
    }
    for (const inner of nested) readList(inner, level + 1, within, blocks);
  }
}

function typeName(node: Json): string {
  if (node.type === 'heading') return node.tag ?? 'heading';
  if (node.type === 'paragraph') return 'p';
  return node.type === 'divider' ? 'hr' : node.type;
}

function blockOf(node: Json, type: string, level: number, within: readonly string[]): PageBlock {
  const runs: PageRun[] = [];
  readInline(node, null, runs);
  const text = runs.map((run) => run.text).join('');
  const image = type === 'image' ? { image: { width: node.width ?? null, alt: node.alt ?? '' } } : {};
  const url = node.url === undefined ? {} : { url: node.url };
  return { type, level, checked: node.checked === true, within, runs, text, ...image, ...url };
}

function readInline(parent: Json, url: string | null, runs: PageRun[]): void {
  for (const node of parent.children ?? []) {
    const style = node.style ?? '';
    if (node.type === 'linebreak') runs.push({ text: '\n', format: 0, url, style });
    else if (node.chip !== undefined) runs.push({ text: chipLabel(node.chip), format: 0, url, style });
    else if (node.text !== undefined) runs.push({ text: node.text, format: Number(node.format ?? 0), url, style });
    else readInline(node, node.type === 'link' || node.type === 'autolink' ? (node.url ?? '') : url, runs);
  }
}

/** Do characters alone show, without formats? */
export function isPlain({ type }: PageBlock): boolean {
  return type === 'code' || type === 'formula' || type === 'diagram';
}

/** The block that a word stands in, undefined where it is not on the page. */
export function blockWith(page: readonly PageBlock[], word: string): PageBlock | undefined {
  return page.find(({ text }) => text.includes(word));
}

/** The runs that words lie in, as far as those are on the page. */
export function runsOf(page: readonly PageBlock[], ...words: readonly string[]): PageRun[] {
  return words.flatMap((word) => {
    const block = blockWith(page, word);
    if (block === undefined) return [];
    const from = block.text.indexOf(word);
    let at = 0;
    return block.runs.filter(({ text }) => {
      const start = at;
      at += text.length;
      return at > from && start < from + word.length;
    });
  });
}
