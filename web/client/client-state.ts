import type { Keeper } from './device/keeper.ts';
import type { Outbox } from './sync/outbox.ts';
import type { ClientState, Connection, Content, Role, Saving } from './state.ts';

/** The parts from which the client's state is made. */
export interface StateParts {
  readonly outbox: Outbox;
  /** since when something is not acknowledged; ms since 1970 */
  readonly unsavedSince: number;
  readonly savedAt: number | null;
  readonly connection: Connection;
  readonly content: Content;
  readonly keeper: Pick<Keeper, 'state' | 'keeps' | 'unwritten' | 'holds'>;
  readonly role: Role | null;
}

export function clientState(parts: StateParts): ClientState {
  const { connection, content, keeper, role } = parts;
  return { content, connection, device: keeper.state, role, saving: saving(parts) };
}

function saving({ outbox, connection, keeper, savedAt, unsavedSince }: StateParts): Saving {
  const [refused] = outbox.refused;
  if (refused !== undefined) {
    const kept = outbox.refused.every(({ rows }) => keeper.holds(rows));
    return { kind: 'refused', count: outbox.refusedCount, kept, code: refused.code, reason: refused.reason };
  }
  const { count } = outbox;
  if (count === 0) return { kind: 'saved', at: savedAt };
  const connected = connection.kind === 'online' || connection.kind === 'connecting';
  if (connected) return { kind: 'saving', count, since: unsavedSince };
  // what is not written may be acknowledged already: then fewer are called kept than are
  return { kind: 'offline', count, kept: keeper.keeps ? Math.max(0, count - keeper.unwritten) : 0 };
}

/** Equal parts keep their identity, so that who shows one of them renders only for that one. Gives `before` when all are equal. */
export function settle(before: ClientState, next: ClientState): ClientState {
  const content = keep(before.content, next.content);
  const connection = keep(before.connection, next.connection);
  const saving = keep(before.saving, next.saving);
  const device = keep(before.device, next.device);
  const same =
    content === before.content &&
    connection === before.connection &&
    saving === before.saving &&
    device === before.device &&
    next.role === before.role;
  return same ? before : { content, connection, saving, device, role: next.role };
}

function keep<T extends object>(before: T, next: T): T {
  return JSON.stringify(before) === JSON.stringify(next) ? before : next;
}
