import * as Y from 'yjs';
import { MAX_UPDATE_BYTES } from '#shared/protocol/limits.ts';
import type { NackCode } from '#shared/protocol/nack-code.ts';
import { can } from '#shared/role.ts';
import type { Role } from '#shared/role.ts';
import type { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import type { UpdateScan } from '#shared/update/scan.ts';

export type Verdict =
  /** `update` is what the document has not: of what was sent, the part that is new */
  | { readonly kind: 'new'; readonly update: Uint8Array; readonly scan: UpdateScan }
  /** the document has all of it already: acknowledged and dropped, which makes retries free */
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly code: NackCode; readonly reason: string };

export type Refusal = Extract<Verdict, { kind: 'refused' }>;

/** What somebody else has to say about an update that could be read and misses nothing. */
type Objection = (scan: UpdateScan) => Refusal | null;

/** May this session write, and is what it writes acceptable to this document? */
export function judge(update: Uint8Array, role: Role, coverage: Coverage, objection: Objection = () => null): Verdict {
  if (!can(role, 'edit')) return refused('read-only', `a ${role} may not edit`);
  if (update.length > MAX_UPDATE_BYTES) return refused('too-large', `an update may have ${MAX_UPDATE_BYTES} bytes`);
  const result = scanUpdate(update);
  if (!result.ok) return refused(result.code, result.reason);
  const missing = coverage.missing(result.scan);
  if (missing !== null) return refused('gap', missing);
  const objected = objection(result.scan);
  if (objected !== null) return objected;
  if (coverage.covers(result.scan)) return { kind: 'known' };
  if (!coverage.overlaps(result.scan)) return judgeNews(update, result.scan, coverage);
  const news = newsOf(update, result.scan, coverage);
  const scanned = scanUpdate(news);
  return scanned.ok ? judgeNews(news, scanned.scan, coverage) : refused(scanned.code, scanned.reason);
}

function judgeNews(update: Uint8Array, scan: UpdateScan, coverage: Coverage): Verdict {
  const tooMany = coverage.tooMany(scan);
  if (tooMany !== null) return refused('too-large', tooMany);
  const misplaced = coverage.misplaced(scan);
  return misplaced === null ? { kind: 'new', update, scan } : refused('malformed', misplaced);
}

/**
 * The update without the structs that the document has. Were a struct stored that begins in what is known and ends behind it, each reader
 * would have to join its halves, and where the known half was garbage Yjs cannot.
 */
function newsOf(update: Uint8Array, { structs }: UpdateScan, coverage: Coverage): Uint8Array {
  const known = new Map(structs.map(({ client }) => [client, coverage.clock(client)]));
  return Y.diffUpdate(update, Y.encodeStateVector(known));
}

export function refused(code: NackCode, reason: string): Refusal {
  return { kind: 'refused', code, reason };
}
