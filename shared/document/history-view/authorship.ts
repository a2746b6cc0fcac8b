/** Who brought and who took away each unit, as rows of the log say it. */
import { scanUpdate } from '#shared/update/scan.ts';
import { ClockMap } from './clock-map.ts';
import type { Stretch } from './clock-map.ts';
import { touchesOf } from './log-row.ts';
import type { LogRow, Touch } from './log-row.ts';

export class Authorship {
  readonly #inserted = new ClockMap<Touch>();
  readonly #deleted = new ClockMap<Touch>();

  /** @param rows in the order of the log; what is in none of them has nobody here */
  constructor(rows: readonly LogRow[]) {
    const touches = touchesOf(rows);
    for (const [index, { update }] of rows.entries()) {
      const touch = touches[index];
      const result = scanUpdate(update);
      if (touch === undefined || !result.ok) continue;
      const { structs, deletes } = result.scan;
      for (const { client, clock, length } of structs) this.#inserted.claim(client, clock, length, touch);
      for (const { client, clock, length } of deletes) this.#deleted.claim(client, clock, length, touch);
    }
  }

  inserted(client: number, clock: number): Stretch<Touch> {
    return this.#inserted.at(client, clock);
  }

  /** The first who did: what is deleted twice was gone by then. */
  deleted(client: number, clock: number): Stretch<Touch> {
    return this.#deleted.at(client, clock);
  }
}
