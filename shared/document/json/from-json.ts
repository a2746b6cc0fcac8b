import { intern } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { shownAttributes } from '../formats.ts';
import { KEY_TYPE } from '../layout.ts';
import { pushText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { CONTAINER_TYPES } from '../tree/block.ts';
import type { Block, Cell, DocumentTree, Table } from '../tree/block.ts';
import { looseProps, withoutPlace } from '../tree/loose-props.ts';
import { JSON_DOCUMENT, JSON_FORMAT, JSON_VERSION, MAX_JSON_DEPTH } from './schema.ts';
import type { JsonBlock, JsonCell, JsonInline } from './schema.ts';

export type ParsedJson =
  | { readonly kind: 'parsed'; readonly tree: DocumentTree }
  /** a sentence about what is wrong, for whoever made the JSON */
  | { readonly kind: 'refused'; readonly reason: string };

/** JSON text → tree. Keys that a known type has no use for, or whose value is not well formed, are left out. */
export function fromJson(text: string): ParsedJson {
  if (isDeep(text)) return refused(`brackets may be nested ${MAX_JSON_DEPTH} deep`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('this is not JSON');
  }
  const { format, version } = Object(json) as { readonly format?: unknown; readonly version?: unknown };
  if (format !== JSON_FORMAT) return refused(`"format" has to be "${JSON_FORMAT}"`);
  if (version !== JSON_VERSION) return refused(`"version" has to be ${JSON_VERSION}`);
  const parsed = JSON_DOCUMENT.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a document'}`);
  }
  const { title, frontMatter, blocks } = parsed.data;
  const kept = frontMatter === undefined ? {} : { frontMatter };
  return { kind: 'parsed', tree: { title, ...kept, blocks: blocks.flatMap(blockFrom) } };
}

function refused(reason: string): ParsedJson {
  return { kind: 'refused', reason };
}

/** Looked at before it is parsed: what reads the tree calls itself once a level. */
function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return false;
}

function blockFrom({ type, props = {}, content = [], children = [], columns = [], rows = [] }: JsonBlock): Block[] {
  if (type === 'table') return [tableFrom(props, columns, rows)];
  const inside = children.flatMap(blockFrom);
  if (type === 'row' || type === 'col') return inside;
  const runs = runsFrom(content);
  const known = looseProps(type, props);
  if (CONTAINER_TYPES.has(type)) return [{ kind: 'container', props: known, runs, children: inside }];
  return [{ kind: 'leaf', props: known, runs }, ...inside];
}

function tableFrom(
  props: Record<string, unknown>,
  columns: NonNullable<JsonBlock['columns']>,
  rows: NonNullable<JsonBlock['rows']>,
): Table {
  return {
    kind: 'table',
    props: intern({ ...withoutPlace(props), [KEY_TYPE]: 'table' }),
    columns: columns.map((column) => ({ props: intern({ ...withoutPlace(column.props ?? {}), [KEY_TYPE]: 'col' }) })),
    rows: rows.map((row) => ({
      props: intern({ ...withoutPlace(row.props ?? {}), [KEY_TYPE]: 'row' }),
      // a cell a column, whatever the row has
      cells: columns.map((_, at) => cellFrom(row.cells[at] ?? { children: [] })),
    })),
  };
}

function cellFrom({ children, background, align, rowSpan, columnSpan }: JsonCell): Cell {
  return {
    children: children.flatMap(blockFrom),
    ...(background === undefined ? {} : { background }),
    ...(align === undefined ? {} : { align }),
    ...(rowSpan === undefined ? {} : { rowSpan }),
    ...(columnSpan === undefined ? {} : { columnSpan }),
  };
}

function runsFrom(content: readonly JsonInline[]): readonly Run[] {
  const runs: Run[] = [];
  for (const inline of content) {
    const attributes: Attributes = shownAttributes(intern(inline.marks ?? {}));
    if ('text' in inline) pushText(runs, inline.text.replaceAll('\r\n', '\n'), attributes);
    else runs.push({ kind: 'embed', embed: inline.embed, attributes });
  }
  return runs;
}
