import { can } from '#shared/role.ts';
import type { ClientState } from '#web/client/state.ts';

/**
 * Whether two states look the same but for the count of what is being saved. Each key takes a document from saved to saving and back; only
 * the status shows that, and the rest of the interface is not drawn anew for it. The client keeps the identity of parts that are equal.
 */
export function looksSame(a: ClientState, b: ClientState): boolean {
  if (a.content !== b.content || a.connection !== b.connection || a.device !== b.device || a.role !== b.role) {
    return false;
  }
  return a.saving === b.saving || (isQuiet(a) && isQuiet(b));
}

/** Who may no longer write is told how many of their changes were not taken: there each counts. */
function isQuiet({ saving, role }: ClientState): boolean {
  if (role !== null && !can(role, 'edit')) return false;
  return saving.kind === 'saving' || (saving.kind === 'saved' && saving.at !== null);
}
