import type { PollOutcome } from '../transport/poll-lane.ts';
import type { Claim } from './leadership.ts';

/**
 * What the pages of one browser tell each other of their polls of one server. A page of another version of this code speaks on a channel
 * of another name (SHARING_VERSION); what cannot be read is dropped all the same, and asked again.
 */
export const SHARING_VERSION = 1;

/** To all pages. */
export type PublicMessage =
  | { readonly kind: 'who' }
  | { readonly kind: 'lead'; readonly claim: Claim }
  | { readonly kind: 'resign'; readonly page: string };

/** To one page, on a channel of its own, so that answers are not copied into every tab. */
export type PrivateMessage =
  | {
      readonly kind: 'ask';
      readonly page: string;
      readonly id: string;
      readonly asker: string;
      readonly document: string;
      readonly frame: Uint8Array;
      readonly token: string;
      readonly waitMs: number;
    }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'outcome'; readonly id: string; readonly outcome: PollOutcome }
  | { readonly kind: 'ping'; readonly page: string }
  /** `known`: the polls of the asking page that the leader has */
  | { readonly kind: 'pong'; readonly page: string; readonly known: readonly string[] };

export function publicChannel(base: string): string {
  return `manyhands polls ${SHARING_VERSION} ${base}`;
}

export function privateChannel(base: string, page: string): string {
  return `${publicChannel(base)} ${page}`;
}

export function parsePublic(raw: unknown): PublicMessage | null {
  const kind = kindOf(raw);
  if (kind === 'who') return { kind };
  if (kind === 'lead') {
    const claim = field(raw, 'claim');
    const [term, page] = [field(claim, 'term'), field(claim, 'page')];
    return typeof term === 'number' && typeof page === 'string' ? { kind, claim: { term, page } } : null;
  }
  const page = field(raw, 'page');
  return kind === 'resign' && typeof page === 'string' ? { kind, page } : null;
}

export function parsePrivate(raw: unknown): PrivateMessage | null {
  const kind = kindOf(raw);
  const [page, id] = [field(raw, 'page'), field(raw, 'id')];
  switch (kind) {
    case 'ask': {
      const [asker, document, token] = [field(raw, 'asker'), field(raw, 'document'), field(raw, 'token')];
      const [frame, waitMs] = [field(raw, 'frame'), field(raw, 'waitMs')];
      if (typeof page !== 'string' || typeof id !== 'string' || typeof asker !== 'string') return null;
      if (typeof document !== 'string' || typeof token !== 'string' || typeof waitMs !== 'number') return null;
      return frame instanceof Uint8Array ? { kind, page, id, asker, document, frame, token, waitMs } : null;
    }
    case 'cancel':
      return typeof id === 'string' ? { kind, id } : null;
    case 'outcome': {
      const outcome = field(raw, 'outcome');
      return typeof id === 'string' && isOutcome(outcome) ? { kind, id, outcome } : null;
    }
    case 'ping':
      return typeof page === 'string' ? { kind, page } : null;
    case 'pong': {
      const known = field(raw, 'known');
      if (typeof page !== 'string' || !Array.isArray(known)) return null;
      return { kind, page, known: known.filter((one) => typeof one === 'string') };
    }
    default:
      return null;
  }
}

function kindOf(raw: unknown): unknown {
  return field(raw, 'kind');
}

function field(raw: unknown, name: string): unknown {
  return typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** The same version of this code made it: only its form is looked at. */
function isOutcome(raw: unknown): raw is PollOutcome {
  const kind = kindOf(raw);
  if (kind === 'answered') return Array.isArray(field(raw, 'blocks'));
  return kind === 'failed' && typeof kindOf(field(raw, 'failure')) === 'string';
}
