import { unreachable } from '#shared/assert.ts';
import type { ClientState } from '#web/client/state.ts';
import type { EditorStatus } from './options.ts';

/** A host's view of the client's state: one word, one count. */
export function statusOf({ connection, saving }: ClientState): EditorStatus {
  const count = saving.kind === 'saved' ? 0 : saving.count;
  if (connection.kind === 'closed') return { kind: 'closed', count, transport: null, code: connection.code };
  const transport = connection.kind === 'online' ? connection.transport : null;
  switch (saving.kind) {
    case 'refused':
      return { kind: 'refused', count, transport, code: saving.code };
    case 'offline':
      return { kind: 'offline', count, transport, code: null };
    case 'saving':
      return { kind: 'saving', count, transport, code: null };
    case 'saved':
      if (connection.kind === 'connecting') return { kind: 'connecting', count, transport, code: null };
      return { kind: connection.kind === 'online' ? 'saved' : 'offline', count, transport, code: null };
    default:
      return unreachable(saving);
  }
}

export function sameStatus(a: EditorStatus, b: EditorStatus): boolean {
  return a.kind === b.kind && a.count === b.count && a.transport === b.transport && a.code === b.code;
}
