/** Deleted items come back as new ones at their place. To be used in one transaction, which takes a step of undo back. */
import * as Y from 'yjs';
import type { UndoStep } from './step.ts';
import { eachItem, keep } from './step.ts';
import { Returned } from './returned.ts';

export interface OwnEdits {
  /** did a step put it in that can be undone or redone? */
  readonly isOwn: (item: Y.Item) => boolean;
  /** what the step put in, where it is now: it goes */
  readonly going: ReadonlySet<Y.Item>;
  /** was it deleted by a step that can be undone or redone? */
  readonly isDeletedByOwn: (id: Y.ID) => boolean;
  /** did this person put it in, be it before the page was loaded? */
  readonly isOwnClient: (client: number) => boolean;
}

export class BringBack {
  readonly #transaction: Y.Transaction;
  readonly #own: OwnEdits;
  readonly #returned: Returned;
  /** of the step's own, and not brought back yet */
  readonly #wanted = new Set<Y.Item>();
  /** the new items, in the order in which they were made */
  readonly made: Y.Item[] = [];

  constructor(transaction: Y.Transaction, step: UndoStep, own: OwnEdits) {
    const { insertions, deletions } = step;
    this.#transaction = transaction;
    this.#own = own;
    eachItem(transaction, deletions, (item) => {
      // what came and went within the step, what is there again, and what nobody knows any more
      if (!item.deleted || item.redone !== null || item.content instanceof Y.ContentDeleted) return;
      if (!Y.isDeleted(insertions, item.id)) this.#wanted.add(item);
    });
    this.#returned = new Returned(transaction.doc.store, step, this.#wanted, own.isOwn);
  }

  run(): void {
    const latest = this.#latestValues();
    for (const item of this.#wanted) {
      if (item.parentSub === null) this.#bringParts(item);
      else if (latest.has(item)) this.#bring(item);
    }
  }

  /** Of several values of one key the last one: the others were overwritten within the step. */
  #latestValues(): Set<Y.Item> {
    const latest = new Set<Y.Item>();
    for (const item of this.#wanted) {
      if (item.parentSub === null) continue;
      let later = item.right;
      while (later !== null && !this.#wanted.has(later)) later = later.right;
      if (later === null) latest.add(item);
    }
    return latest;
  }

  /** What somebody else brought back already stays theirs. */
  #bringParts(item: Y.Item): void {
    const parts = this.#returned.missing(item);
    if (parts.length === 1 && parts[0]?.size === item.length) {
      this.#bring(item);
      return;
    }
    const { client, clock } = item.id;
    const { store } = this.#transaction.doc;
    for (const { from, size } of parts) {
      const part = Y.getItemCleanStart(this.#transaction, Y.createID(client, clock + from));
      if (part.length > size) Y.getItemCleanEnd(this.#transaction, store, Y.createID(client, clock + from + size - 1));
      this.#bring(part);
    }
  }

  #bring(item: Y.Item): void {
    if (item.redone !== null) return;
    const parent = this.#parentOf(item);
    if (parent === null) return;
    if (item.parentSub !== null) this.#bringValue(item, item.parentSub, parent);
    else if (parent === item.parent) this.#made(item, this.#insert(item.left, item, parent, null, item.content.copy()));
    else {
      let left = item.left;
      let copy: Y.Item | null = null;
      for (; left !== null && copy === null; left = left.left) copy = this.#copyIn(left, parent);
      this.#made(
        item,
        this.#insert(copy, copy === null ? parent._start : copy.right, parent, null, item.content.copy()),
      );
    }
  }

  /** Where an item belongs now: in what it was in, or in what that came back as; null where that is gone. */
  #parentOf(item: Y.Item): Y.AbstractType<unknown> | null {
    const parent = item.parent as Y.AbstractType<unknown>;
    let holder = parent._item;
    if (holder === null || !holder.deleted) return parent;
    if (holder.redone === null && this.#wanted.has(holder)) this.#bringParts(holder);
    while (holder !== null && holder.redone !== null) {
      const next: Y.Item | Y.GC = Y.getItemCleanStart(this.#transaction, holder.redone);
      holder = next instanceof Y.Item ? next : null;
    }
    if (holder === null || holder.deleted || !(holder.content instanceof Y.ContentType)) return null;
    return holder.content.type;
  }

  #copyIn(item: Y.Item, parent: Y.AbstractType<unknown>): Y.Item | null {
    for (let one: Y.Item = item; ;) {
      if (one.parent === parent) return one;
      if (one.redone === null) return null;
      const next: Y.Item | Y.GC = Y.getItemCleanStart(this.#transaction, one.redone);
      if (!(next instanceof Y.Item)) return null;
      one = next;
    }
  }

  #bringValue(item: Y.Item, key: string, parent: Y.AbstractType<unknown>): void {
    const last = parent._map.get(key) ?? null;
    if (parent === item.parent && !this.#isLatest(item)) return;
    this.#made(item, this.#insert(last, null, parent, key, item.content.copy()));
  }

  /** Has nobody else set the key since? */
  #isLatest(item: Y.Item): boolean {
    for (let later = item.right; later !== null; later = later.right) {
      const { id, deleted, redone } = later;
      if (!deleted && !this.#own.going.has(later)) return false;
      if (redone === null && !this.#own.isOwnClient(id.client) && !this.#own.isDeletedByOwn(id)) return false;
    }
    return true;
  }

  #insert(
    left: Y.Item | null,
    right: Y.Item | null,
    parent: Y.AbstractType<unknown>,
    key: string | null,
    content: Y.Item['content'],
  ): Y.Item {
    const { store, clientID } = this.#transaction.doc;
    const id = Y.createID(clientID, Y.getState(store, clientID));
    const item = new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, parent, key, content);
    item.integrate(this.#transaction, 0);
    return item;
  }

  #made(old: Y.Item, item: Y.Item): void {
    old.redone = item.id;
    keep(item);
    this.made.push(item);
  }
}
