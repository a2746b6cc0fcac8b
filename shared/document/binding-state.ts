/** Whether a document can be written to, and if not, why. */
import type * as Y from 'yjs';
import type { BlockIndex } from './block-index.ts';
import { LAYOUT, META_LAYOUT } from './layout.ts';

export type BindingState =
  | { readonly kind: 'writable' }
  /** the document holds what this version does not know: it is shown and kept, and nothing is written */
  | { readonly kind: 'read-only'; readonly reason: 'unknown-layout' | 'unknown-content'; readonly detail: string }
  /**
   * a fault of our own: editor and document are not the same any more, so nothing is written, lest it take away what others wrote. What
   * was typed last is on the page and not in the document
   */
  | { readonly kind: 'read-only'; readonly reason: 'fault'; readonly detail: string };

export const WRITABLE: BindingState = { kind: 'writable' };

export function judge(meta: Y.Map<unknown>, { unknown }: BlockIndex, fault: Error | null): BindingState {
  if (fault !== null) return { kind: 'read-only', reason: 'fault', detail: fault.message };
  const layout = meta.get(META_LAYOUT);
  if (layout !== undefined && layout !== LAYOUT) {
    return {
      kind: 'read-only',
      reason: 'unknown-layout',
      detail: typeof layout === 'string' ? layout : 'not a name',
    };
  }
  return unknown === null ? WRITABLE : { kind: 'read-only', reason: 'unknown-content', detail: unknown };
}
