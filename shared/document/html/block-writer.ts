/** Blocks as they are read from HTML, one open at a time; white space is taken together as a browser does it. */
import { NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { breakAttributes } from '../formats.ts';
import { pushText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { Block, Leaf } from '../tree/block.ts';
import { looseProps } from '../tree/loose-props.ts';

/** A block to be. */
export interface BlockStart {
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** without text it is no block */
  readonly lazy: boolean;
}

interface OpenBlock extends BlockStart {
  readonly runs: Run[];
  /** a space that counts when something follows it in the line */
  space: Attributes | null;
  /** Nothing stands in the line yet, or a space that is written. */
  atStart: boolean;
  /** a line break by an element at its very end is there so that the line has a height */
  endsInBreak: boolean;
  hasBreak: boolean;
  /** what comes next begins a line */
  lineDue: boolean;
  /** words that stood in no block of their own */
  readonly loose: boolean;
}

export class BlockWriter {
  readonly blocks: Block[] = [];
  /** Stands the last block in no element of its own? */
  readonly loose = new Set<Block>();
  #open: OpenBlock | null = null;

  get hasOpen(): boolean {
    return this.#open !== null;
  }

  /** Is something in the open block, if only a line break? */
  get hasContent(): boolean {
    return this.#open !== null && (this.#open.runs.length > 0 || this.#open.hasBreak);
  }

  /** Closes what is open. */
  open(start: BlockStart, loose = false): void {
    this.close();
    this.#open = {
      ...start,
      runs: [],
      space: null,
      atStart: true,
      endsInBreak: false,
      hasBreak: false,
      lineDue: false,
      loose,
    };
  }

  /**
   * @param isWritten white space counts as it is written
   * @param start what the words stand in where no block is open
   */
  text(text: string, attributes: Attributes, isWritten: boolean, start: BlockStart): void {
    if (isWritten) {
      if (text !== '') this.#push(text.replaceAll(/\r\n?/gu, '\n'), attributes, start);
      return;
    }
    for (const part of text.split(/([ \t\r\n\f]+)/u)) {
      if (part === '') continue;
      if (/^[ \t\r\n\f]/u.test(part)) {
        if (this.#open !== null && !this.#open.atStart) this.#open.space ??= attributes;
      } else this.#push(part, attributes, start);
    }
  }

  break(attributes: Attributes, start: BlockStart): void {
    const open = this.#at(start);
    open.space = null;
    pushText(open.runs, '\n', breakAttributes(attributes));
    open.atStart = true;
    open.endsInBreak = true;
    open.hasBreak = true;
  }

  embed(embed: unknown, attributes: Attributes, start: BlockStart): void {
    const open = this.#at(start);
    this.#space(open);
    open.runs.push({ kind: 'embed', embed, attributes: breakAttributes(attributes) });
    open.atStart = false;
    open.endsInBreak = false;
  }

  /** What follows is a further line of the open block. */
  line(): void {
    if (this.#open === null || this.#open.runs.length === 0) return;
    this.#open.lineDue = true;
    this.#open.space = null;
    this.#open.atStart = true;
  }

  /** A block in the midst of the open one, which goes on behind it. */
  insert(block: Block): void {
    const open = this.#open;
    const again: BlockStart | null =
      open === null ? null : open.runs.length === 0 ? open : { ...open, type: behind(open.type), lazy: true };
    if (open !== null && open.runs.length === 0) this.#open = null;
    this.close();
    this.blocks.push(block);
    if (again !== null) this.open({ ...again, lazy: true });
  }

  /** Blocks that are whole already. */
  add(...blocks: readonly Block[]): void {
    this.close();
    this.blocks.push(...blocks);
  }

  close(): Leaf | null {
    const open = this.#open;
    this.#open = null;
    if (open === null) return null;
    const { runs, hasBreak, lazy, endsInBreak } = open;
    if (endsInBreak) dropLastBreak(runs);
    if (lazy && runs.length === 0 && !hasBreak) return null;
    const block = leaf(looseProps(open.type, open.props), runs);
    this.blocks.push(block);
    if (open.loose) this.loose.add(block);
    return block;
  }

  #at(start: BlockStart): OpenBlock {
    if (this.#open === null) this.open({ ...start, lazy: true }, true);
    const open = this.#open;
    if (open === null) throw new Error('a block was just opened');
    if (open.lineDue && !open.endsInBreak) pushText(open.runs, '\n', NONE);
    open.lineDue = false;
    return open;
  }

  #push(text: string, attributes: Attributes, start: BlockStart): void {
    const open = this.#at(start);
    this.#space(open);
    pushText(open.runs, text, attributes);
    open.atStart = text.endsWith('\n');
    open.endsInBreak = false;
  }

  #space(open: OpenBlock): void {
    if (open.space !== null) pushText(open.runs, ' ', open.space);
    open.space = null;
  }
}

/** What goes on behind a block that stands in the midst of another. */
function behind(type: string): string {
  return type === 'bullet' || type === 'number' || type === 'check' ? 'p' : type;
}

function dropLastBreak(runs: Run[]): void {
  const last = runs.pop();
  if (last?.kind !== 'text') return;
  if (last.text.length > 1) runs.push({ ...last, text: last.text.slice(0, -1) });
}
