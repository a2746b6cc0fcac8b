/** A view as a plain list of changes, for machines. docs/history.md describes its JSON. */
import type { Author } from '#shared/author.ts';
import type { Attributes } from '../attributes.ts';
import { NONE } from '../attributes.ts';
import { runLength, runsText } from '../runs.ts';
import type { Run } from '../runs.ts';
import type { Touch } from './log-row.ts';
import type { ViewSpan } from './spans.ts';
import type { HistoryView, ViewBlock } from './view.ts';

interface Done {
  /** null where the log does not say */
  readonly by: Author | null;
  /** milliseconds since 1970 */
  readonly at: number | null;
}

/** A place in a block as it is now, or as it was where it is deleted: UTF-16 units, an embed is one. */
interface Place {
  readonly block: string;
  readonly offset: number;
}

type Text = { readonly text: string } | { readonly embed: unknown };

export type Change = Done &
  (
    | ({ readonly kind: 'title-inserted' | 'title-deleted'; readonly offset: number } & Text)
    | ({ readonly kind: 'text-inserted' | 'text-deleted' } & Place & Text)
    | ({ readonly kind: 'text-formatted'; readonly length: number } & Place & FromTo<Attributes>)
    | { readonly kind: 'block-inserted' | 'block-deleted'; readonly block: string; readonly text: string }
    /** a block was parted: this one is the half in front */
    | { readonly kind: 'block-split'; readonly block: string }
    /** a block that ended at that place is part of this one now */
    | ({ readonly kind: 'block-joined' } & Place)
    | ({ readonly kind: 'block-changed'; readonly block: string; readonly key: string } & FromTo<unknown>)
    /** the blocks that it stood and stands behind; null at the start of the page */
    | ({ readonly kind: 'block-moved'; readonly block: string } & FromTo<string | null>)
  );

interface FromTo<T> {
  readonly from: T;
  readonly to: T;
}

/** In the order of the page, a block's own changes before those of its text. */
export function changesOf({ title, blocks }: HistoryView): Change[] {
  const changes: Change[] = [];
  let offset = 0;
  for (const { kind, run, touch } of title) {
    if (kind === 'inserted' || kind === 'deleted')
      changes.push({ kind: `title-${kind}`, offset, ...textOf(run), ...doneBy(touch) });
    if (kind !== 'deleted') offset += runLength(run);
  }
  let behind: string | null = null;
  for (const block of blocks) {
    for (const change of changesOfBlock(block, behind)) changes.push(change);
    if (block.kind !== 'deleted') behind = block.key;
  }
  return changes;
}

function changesOfBlock(block: ViewBlock, behind: string | null): Change[] {
  const { key, kind, parts, moved, touch } = block;
  const changes: Change[] = [];
  if (kind === 'inserted' || kind === 'deleted') {
    // what is all new, or all gone, is one change
    const whole = parts.flatMap(({ spans }) => spans.filter((span) => span.kind === kind));
    changes.push({ kind: `block-${kind}`, block: key, text: runsText(whole.map(({ run }) => run)), ...doneBy(touch) });
  }
  if (kind === 'split') changes.push({ kind: 'block-split', block: key, ...doneBy(touch) });
  if (moved !== null) {
    changes.push({ kind: 'block-moved', block: key, from: moved.behind, to: behind, ...doneBy(moved.touch) });
  }
  for (const { touch: changed, ...change } of block.changes) {
    changes.push({ kind: 'block-changed', block: key, ...change, ...doneBy(changed) });
  }
  let offset = 0;
  const isCounted = (span: ViewSpan): boolean => kind === 'deleted' || span.kind !== 'deleted';
  for (const { spans, joined } of parts) {
    for (const span of spans) {
      const place = { block: key, offset };
      if (span.kind === 'formatted') {
        const { attributes: to } = span.run;
        const from = span.before ?? NONE;
        changes.push({
          kind: 'text-formatted',
          ...place,
          length: runLength(span.run),
          from,
          to,
          ...doneBy(span.touch),
        });
      } else if (span.kind !== 'same' && span.kind !== kind) {
        changes.push({ kind: `text-${span.kind}`, ...place, ...textOf(span.run), ...doneBy(span.touch) });
      }
      if (isCounted(span)) offset += runLength(span.run);
    }
    if (joined !== null && kind !== 'deleted') {
      changes.push({ kind: 'block-joined', block: key, offset, ...doneBy(joined.touch) });
    }
  }
  return changes;
}

function textOf(run: Run): Text {
  return run.kind === 'text' ? { text: run.text } : { embed: run.embed };
}

function doneBy(touch: Touch | null): Done {
  return { by: touch?.by ?? null, at: touch?.at ?? null };
}
