import type { ChannelLike } from '../environment.ts';

/** What the tabs of one browser tell each other of one document. */
export type TabMessage =
  | { readonly kind: 'here'; readonly instance: string }
  /** an edit of the person in another tab, or the answer to an `ask` */
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'presence'; readonly update: Uint8Array }
  /** "what have you that I lack?" */
  | { readonly kind: 'ask'; readonly stateVector: Uint8Array };

export interface Tabs {
  post(message: TabMessage): void;
  close(): void;
}

/** Joins the document's channel; where there is none it tells nobody. Another version of this page may speak on it too. */
export function joinTabs(
  openChannel: ((name: string) => ChannelLike) | null,
  name: string,
  listener: (message: TabMessage) => void,
): Tabs {
  const channel = openChannel?.(name) ?? null;
  channel?.listen((raw) => {
    const message = parse(raw);
    if (message !== null) listener(message);
  });
  return { post: (message) => channel?.post(message), close: () => channel?.close() };
}

function parse(raw: unknown): TabMessage | null {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return null;
  switch (raw.kind) {
    case 'here':
      return 'instance' in raw && typeof raw.instance === 'string' ? { kind: 'here', instance: raw.instance } : null;
    case 'update':
    case 'presence':
      return 'update' in raw && raw.update instanceof Uint8Array ? { kind: raw.kind, update: raw.update } : null;
    case 'ask':
      return 'stateVector' in raw && raw.stateVector instanceof Uint8Array
        ? { kind: 'ask', stateVector: raw.stateVector }
        : null;
    default:
      return null;
  }
}
