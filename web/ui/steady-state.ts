import type { ClientState } from '#web/client/state.ts';

/**
 * Whether two states look the same but for the count of what is being saved. Each key takes a document from saved to saving and back; only
 * the status shows that, and the rest of the interface is not drawn anew for it.
 */
export function looksSame(a: ClientState, b: ClientState): boolean {
  if (a === b) return true;
  const isQuiet = ({ saving }: ClientState): boolean =>
    saving.kind === 'saving' || (saving.kind === 'saved' && saving.at !== null);
  if (a.saving !== b.saving && !(isQuiet(a) && isQuiet(b))) return false;
  return rest(a) === rest(b);
}

function rest({ content, connection, device, role }: ClientState): string {
  return JSON.stringify([content, connection, device, role]);
}
