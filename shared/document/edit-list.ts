/** Edits of a text as they are planned: neighbours of one kind become one. */
import type { Attributes } from './attributes.ts';
import { inTextOrder } from './edits.ts';
import type { Edit } from './edits.ts';
import type { Marker } from './layout.ts';

export class EditList {
  readonly #edits: Edit[] = [];

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  inTextOrder(): Edit[] {
    return inTextOrder(this.#edits);
  }

  insert(at: number, text: string, attributes: Attributes, inherits: boolean): void {
    const last = this.#edits.at(-1);
    if (last?.kind === 'insert' && last.at === at && last.attributes === attributes && last.inherits === inherits) {
      last.text += text;
    } else {
      this.#edits.push({ kind: 'insert', at, text, attributes, inherits });
    }
  }

  /** @param behind see `Edit` */
  embed(at: number, embed: object, attributes: Attributes, behind?: Marker | null): void {
    this.#edits.push({ kind: 'embed', at, embed, attributes, ...(behind === undefined ? {} : { behind }) });
  }

  format(at: number, size: number, from: Attributes, to: Attributes): void {
    const last = this.#edits.at(-1);
    if (last?.kind === 'format' && last.at + last.size === at && last.from === from && last.to === to) {
      last.size += size;
    } else {
      this.#edits.push({ kind: 'format', at, size, from, to });
    }
  }

  delete(at: number, size: number): void {
    const last = this.#edits.at(-1);
    if (last?.kind === 'delete' && last.at + last.size === at) last.size += size;
    else this.#edits.push({ kind: 'delete', at, size });
  }

  part(edits: readonly Edit[]): void {
    this.#edits.push(...edits);
  }
}
