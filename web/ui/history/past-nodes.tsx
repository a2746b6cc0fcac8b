/** The blocks of a version: callouts, folds, columns and tables of a version, with what is in them. */
import type { CSSProperties, ReactElement } from 'react';
import { useMemo } from 'react';
import { isCalloutKind } from '#shared/document/nodes/callout.ts';
import type { ViewCell, ViewNode, ViewRow } from '#shared/document/history-view/view-tree.ts';
import type { ViewBlock } from '#shared/document/history-view/view.ts';
import { isPaletteColor } from '#shared/document/palette.ts';
import { typeOf } from '#shared/document/props.ts';
import { words as common } from '../words.ts';
import { colorOf, Flags, stateOf } from './past-marks.tsx';
import { ListNumbers } from './list-numbers.ts';
import { Choice } from './past-choice.tsx';
import { Leaf } from './past-leaf.tsx';
import { PastContext, usePast } from './past-surroundings.ts';
import { Parts } from './past-text.tsx';
import { historyWords as words } from './words.ts';

/** Blocks one below the other; each can be chosen, a table as a whole. */
export function PastNodes({ nodes }: { readonly nodes: readonly ViewNode[] }): ReactElement {
  const { chosen } = usePast();
  const numbers = new ListNumbers();
  return (
    <>
      {nodes.map((node) => {
        const number = numbers.next(node);
        const shown = <Node key={node.block.key} node={node} number={number} />;
        if (chosen === null) return shown;
        return (
          <div key={node.block.key} className="mh-past-choice">
            <Choice chosen={chosen} block={node.block.key} />
            {shown}
          </div>
        );
      })}
    </>
  );
}

function Node({ node, number }: { readonly node: ViewNode; readonly number: number }): ReactElement {
  if (node.kind === 'leaf') return <Leaf block={node.block} number={number} />;
  return node.kind === 'table' ? <Table node={node} /> : <Box node={node} />;
}

type BoxNode = Extract<ViewNode, { readonly kind: 'box' }>;
type TableNode = Extract<ViewNode, { readonly kind: 'table' }>;

function Box({ node }: { readonly node: BoxNode }): ReactElement {
  const { block, children } = node;
  const type = typeOf(block.props);
  return (
    <div className={`mh-past-block${stateOf(block)}`} style={colorOf(block.touch)} data-key={block.key}>
      <Flags block={block} whole={words.typeName(type)} />
      {type === 'callout' ? (
        <Callout block={block}>{children}</Callout>
      ) : type === 'fold' ? (
        <div className="mh-fold" data-fold="open">
          <span data-fold-toggle="" aria-hidden="true" />
          <div className="mh-fold-title" dir="auto">
            <Parts parts={block.parts} />
          </div>
          <div className="mh-fold-body">
            <PastNodes nodes={children} />
          </div>
        </div>
      ) : type === 'columns' ? (
        <div className="mh-columns">
          {children.map((column) => (
            <Column key={column.block.key} columns={block} node={column} />
          ))}
        </div>
      ) : (
        <PastNodes nodes={children} />
      )}
    </div>
  );
}

function Callout({ block, children }: { block: ViewBlock; children: readonly ViewNode[] }): ReactElement {
  const { kind } = block.props;
  const shown = isCalloutKind(kind) ? kind : 'note';
  return (
    <div className="mh-callout" data-callout={shown} role="note" aria-label={common.boxes.kinds[shown]}>
      <PastNodes nodes={children} />
    </div>
  );
}

function Column({ columns, node }: { readonly columns: ViewBlock; readonly node: ViewNode }): ReactElement {
  const { block } = node;
  const share = typeof block.props['share'] === 'number' ? block.props['share'] : 1;
  return (
    <div className={`mh-column mh-past-block${stateOf(block)}`} style={{ flexGrow: share, ...colorOf(block.touch) }}>
      {stateOf(columns) === '' ? <Flags block={block} whole={words.typeName('column')} /> : null}
      <PastNodes nodes={node.kind === 'box' ? node.children : [node]} />
    </div>
  );
}

function Table({ node: { block, columns, rows } }: { readonly node: TableNode }): ReactElement {
  const style = { '--mh-columns': columns.length } as CSSProperties;
  const past = usePast();
  // a table is chosen as a whole
  const inside = useMemo(() => ({ ...past, chosen: null }), [past]);
  return (
    <div className={`mh-past-block${stateOf(block)}`} style={colorOf(block.touch)} data-key={block.key}>
      <Flags block={block} whole={words.typeName('table')} />
      <div className="mh-table-scroll" role="region" aria-label={words.typeName('table')} tabIndex={0}>
        <table className="mh-table" style={style}>
          <colgroup>
            {columns.map(({ key, props }) => (
              <col key={key} style={typeof props['width'] === 'number' ? { width: props['width'] } : {}} />
            ))}
          </colgroup>
          <tbody>
            <PastContext value={inside}>
              {rows.map((row, at) => (
                <Row key={row.block.key} table={block} row={row} isFirst={at === 0} />
              ))}
            </PastContext>
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface RowProps {
  readonly table: ViewBlock;
  readonly row: ViewRow;
  /** what happened to the columns stands in its cells */
  readonly isFirst: boolean;
}

function Row({ table, row: { block, cells }, isFirst }: RowProps): ReactElement {
  return (
    <tr className={`mh-past-row${stateOf(block)}`} style={colorOf(block.touch)}>
      {cells.map((cell, at) => (
        <Cell key={cell.column.key} table={table} row={block} cell={cell} isFirst={isFirst} hasFlags={at === 0} />
      ))}
    </tr>
  );
}

interface CellProps extends Pick<RowProps, 'table' | 'isFirst'> {
  readonly row: ViewBlock;
  readonly cell: ViewCell;
  /** what happened to the row stands in it */
  readonly hasFlags: boolean;
}

function Cell({ table, row, cell, isFirst, hasFlags }: CellProps): ReactElement {
  const { column, rowSpan, columnSpan, children } = cell;
  const id = String(column.props['id']);
  const isHead = row.props['head'] === true || column.props['head'] === true;
  const Tag = isHead ? 'th' : 'td';
  const state = stateOf(row) || stateOf(column);
  const background = row.props[`bg/${id}`];
  const align = row.props[`va/${id}`];
  const style: CSSProperties = {
    ...(isPaletteColor(background) ? { backgroundColor: `var(--mh-mark-${background})` } : {}),
    ...(align === 'middle' || align === 'bottom' ? { verticalAlign: align } : {}),
    ...colorOf(stateOf(row) === '' ? column.touch : row.touch),
  };
  return (
    <Tag
      className={`mh-cell mh-past-cell${isHead ? ' mh-cell-head' : ''}${state}`}
      style={style}
      rowSpan={rowSpan}
      colSpan={columnSpan}
    >
      {isFirst && stateOf(table) === '' ? <Flags block={column} whole={words.typeName('col')} /> : null}
      {hasFlags && stateOf(table) === '' ? <Flags block={row} whole={words.typeName('row')} /> : null}
      <PastNodes nodes={children} />
    </Tag>
  );
}
