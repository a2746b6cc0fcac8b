import { unreachable } from '#shared/assert.ts';
import { KEY_TYPE } from '../layout.ts';
import type { Run } from '../runs.ts';
import type { Block, Cell, DocumentTree } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';
import { JSON_FORMAT, JSON_VERSION } from './schema.ts';
import type { JsonBlock, JsonCell, JsonDocument, JsonInline } from './schema.ts';

/** Tree → JSON, nothing lost. */
export function toJson(tree: DocumentTree): JsonDocument {
  return {
    format: JSON_FORMAT,
    version: JSON_VERSION,
    title: tree.title,
    ...(tree.frontMatter === undefined ? {} : { frontMatter: tree.frontMatter }),
    blocks: tree.blocks.map(blockToJson),
  };
}

type JsonRecord = NonNullable<JsonBlock['props']>;

function blockToJson(block: Block): JsonBlock {
  const head = { type: kindOf(block.props), ...propsToJson(block.props) };
  switch (block.kind) {
    case 'leaf':
      return { ...head, ...contentToJson(block.runs) };
    case 'container':
      return { ...head, ...contentToJson(block.runs), children: block.children.map(blockToJson) };
    case 'table':
      return {
        ...head,
        columns: block.columns.map(({ props }) => propsToJson(props)),
        rows: block.rows.map(({ props, cells }) => ({ ...propsToJson(props), cells: cells.map(cellToJson) })),
      };
    default:
      return unreachable(block);
  }
}

function cellToJson({ children, ...look }: Cell): JsonCell {
  return { ...look, children: children.map(blockToJson) };
}

function propsToJson(props: Readonly<Record<string, unknown>>): { props?: JsonRecord } {
  const own = Object.entries(props).filter(([key]) => key !== KEY_TYPE);
  // markers hold JSON
  return own.length === 0 ? {} : { props: Object.fromEntries(own) as JsonRecord };
}

function contentToJson(runs: readonly Run[]): { content?: JsonInline[] } {
  if (runs.length === 0) return {};
  return {
    content: runs.map((run): JsonInline => {
      const marks = Object.keys(run.attributes).length === 0 ? {} : { marks: run.attributes as JsonRecord };
      return run.kind === 'text' ? { text: run.text, ...marks } : { embed: run.embed as JsonRecord, ...marks };
    }),
  };
}
