/** A tree as lines that a person reads: a block a line, with what it is; what is in it is indented. */
import { unreachable } from '#shared/assert.ts';
import { parseChip } from '../../chips.ts';
import type { Run } from '../../runs.ts';
import type { Block, Cell } from '../block.ts';
import { kindOf } from '../kinds.ts';

export function outlineOf(blocks: readonly Block[]): string {
  return linesOf(blocks, '').join('\n');
}

function linesOf(blocks: readonly Block[], indent: string): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.kind) {
      case 'leaf':
        return [`${indent}${headOf(block)}${textOf(block.runs)}`.trimEnd()];
      case 'container':
        return [`${indent}${headOf(block)}${textOf(block.runs)}`.trimEnd(), ...linesOf(block.children, `${indent}  `)];
      case 'table':
        return [
          `${indent}table${block.columns.some(({ props }) => props['head'] === true) ? ' with a header column' : ''}`,
          ...block.rows.flatMap(({ props, cells }) => [
            `${indent}  row${props['head'] === true ? ', header' : ''}`,
            ...cells.flatMap((cell) => cellLines(cell, `${indent}    `)),
          ]),
        ];
      default:
        return unreachable(block);
    }
  });
}

function cellLines({ children, background, rowSpan, columnSpan }: Cell, indent: string): string[] {
  const looks = [
    ...(rowSpan === undefined && columnSpan === undefined ? [] : [`${rowSpan} × ${columnSpan}`]),
    ...(background === undefined ? [] : [background]),
  ];
  const head = looks.length === 0 ? 'cell' : `cell (${looks.join(', ')})`;
  const [only, more] = children;
  if (only === undefined) return [`${indent}${head}`];
  const inside = linesOf(children, '');
  return more === undefined && inside.length === 1
    ? [`${indent}${head}: ${inside[0]}`]
    : [`${indent}${head}`, ...linesOf(children, `${indent}  `)];
}

function headOf({ props }: Block): string {
  const own = Object.entries(props).filter(([key]) => key !== 't' && key !== 'checked');
  const box = kindOf(props) === 'check' ? (props['checked'] === true ? ' [x]' : ' [ ]') : '';
  const more = own.map(([key, value]) => `${key}=${String(value)}`).join(' ');
  return `${kindOf(props)}${box}${more === '' ? '' : ` (${more})`}: `;
}

function textOf(runs: readonly Run[]): string {
  return runs
    .map((run) => {
      const chip = run.kind === 'embed' ? parseChip(run.embed) : null;
      const words =
        run.kind === 'text' ? run.text : chip?.t === 'formula' ? `formula ${chip.tex}` : (chip?.t ?? 'unknown');
      const marks = Object.entries(run.attributes).map(([name, value]) =>
        value === true ? name : name === 'link' ? (value as { readonly url: string }).url : `${name} ${String(value)}`,
      );
      const shown = words.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll('\u00A0', '⍽');
      if (run.kind === 'embed') return `‹${shown}›`;
      return marks.length === 0 ? shown : `‹${marks.join(', ')}: ${shown}›`;
    })
    .join('');
}
