import type { UserInfo } from '#web/client/document-client.ts';
import { PRESENCE_COLORS } from '#web/client/limits.ts';
import type { EditorUser } from './options.ts';

/** What a host says of its user, made whole: without a colour, the same one is chosen for the same person everywhere. */
export function userInfo(user: EditorUser): UserInfo {
  const { name, id } = user;
  const wished = user.color;
  const color =
    wished !== undefined && Number.isInteger(wished) && wished >= 1 && wished <= PRESENCE_COLORS
      ? wished
      : hashColor(id ?? name);
  return id === undefined ? { name, color } : { name, color, id };
}

/** FNV-1a, so that it is the same in every browser. */
export function hashColor(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return (hash % PRESENCE_COLORS) + 1;
}
