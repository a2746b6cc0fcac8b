/** One of the two people of a pair: who, with what operation, and how. */
import { unreachable } from '#shared/assert.ts';
import { tokenOf } from './operation.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import type { OperationName } from './operations.ts';
import type { PageBlock } from './page.ts';
import type { Peer } from './peers.ts';

/**
 * Somebody does the operation; or has done it, and now takes it back, or takes it back and does it again. Both are possible for each
 * operation that is not an undo itself.
 */
export type Manner = 'does' | 'undoes' | 'redoes';

export class Side {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly manner: Manner;
  readonly token: string;
  readonly peer: Peer;
  /** false where the other's preparation left it nothing to do */
  asks = true;
  /** its own page right after its operation */
  own: readonly PageBlock[] = [];
  readonly #mark: string;
  /** what its preparation left on the page */
  #prepared = '';

  /** @param mark stands in what it types, and in nothing else */
  constructor(name: OperationName, mark: string, peer: Peer, manner: Manner = 'does') {
    this.name = name;
    this.operation = OPERATIONS[name];
    this.manner = manner;
    this.#mark = mark;
    this.token = tokenOf(mark);
    this.peer = peer;
  }

  /** @param pause lets so much time go by that what follows is a step of its own for undo */
  async prepare(pause: () => void): Promise<void> {
    const { before } = this.operation;
    if (before !== undefined) await this.#step(() => this.peer.edit(() => before(this.token)), pause);
    this.#prepared = this.peer.json();
    if (this.manner !== 'does') for (const act of this.#does()) await this.#step(act, pause);
  }

  acts(): ReadonlyArray<() => Promise<unknown>> {
    switch (this.manner) {
      case 'does':
        return this.#does();
      case 'undoes':
        return this.undoes();
      case 'redoes':
        return [...this.undoes(), ...this.redoes()];
      default:
        return unreachable(this.manner);
    }
  }

  async act(): Promise<void> {
    for (const act of this.acts()) await act();
    this.own = this.peer.page();
  }

  holds(page: readonly PageBlock[]): boolean {
    return this.operation.holds(page, this.token);
  }

  /** Was the word taken away for a moment and then typed once more? */
  typesAnew(word: string): boolean {
    const { does } = this.operation;
    if (this.manner !== 'undoes' && this.copies(word)) return true;
    if (!word.includes(this.#mark)) return false;
    if (does.kind === 'undo and redo') return true;
    return this.manner === 'redoes' && !this.#prepared.includes(word);
  }

  /** Takes back all of it. */
  undoes(): ReadonlyArray<() => Promise<unknown>> {
    return this.#does().map(() => () => this.peer.undo());
  }

  redoes(): ReadonlyArray<() => Promise<unknown>> {
    return this.#does().map(() => () => this.peer.redo());
  }

  /** Is the word one that the side puts in as a copy, or took back a copy of? */
  copies(word: string): boolean {
    const { does } = this.operation;
    return does.kind === 'edit' && does.copies?.(word) === true;
  }

  #does(): ReadonlyArray<() => Promise<unknown>> {
    const { does } = this.operation;
    switch (does.kind) {
      case 'edit':
        return [
          async () => {
            if (does.$choose !== undefined) await this.peer.edit(does.$choose);
            await this.#edit(does.$run);
          },
          ...[does.$then ?? []].flat().map(($do) => () => this.#edit($do)),
        ];
      case 'move':
        return [() => this.peer.move(does.$block, does.to)];
      case 'undo':
        return [() => this.peer.undo()];
      case 'undo and redo':
        return [() => this.peer.undo(), () => this.peer.redo()];
      default:
        return unreachable(does);
    }
  }

  async #edit($do: (token: string) => void): Promise<void> {
    await this.peer.edit(() => $do(this.token));
    this.peer.bound.stopCapturing();
  }

  async #step(act: () => Promise<unknown>, pause: () => void): Promise<void> {
    await act();
    this.peer.bound.stopCapturing();
    pause();
  }
}
