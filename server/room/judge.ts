import { MAX_UPDATE_BYTES } from '#shared/protocol/limits.ts';
import type { NackCode } from '#shared/protocol/nack-code.ts';
import { can } from '#shared/role.ts';
import type { Role } from '#shared/role.ts';
import type { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import type { UpdateScan } from '#shared/update/scan.ts';

export type Verdict =
  | { readonly kind: 'new'; readonly scan: UpdateScan }
  /** the document has all of it already: acknowledged and dropped, which makes retries free */
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly code: NackCode; readonly reason: string };

/** May this session write, and is what it writes acceptable to this document? */
export function judge(update: Uint8Array, role: Role, coverage: Coverage): Verdict {
  if (!can(role, 'edit')) return { kind: 'refused', code: 'read-only', reason: `a ${role} may not edit` };
  if (update.length > MAX_UPDATE_BYTES) {
    return { kind: 'refused', code: 'too-large', reason: `an update may have ${MAX_UPDATE_BYTES} bytes` };
  }
  const result = scanUpdate(update);
  if (!result.ok) return { kind: 'refused', code: result.code, reason: result.reason };
  const missing = coverage.missing(result.scan);
  if (missing !== null) return { kind: 'refused', code: 'gap', reason: missing };
  return coverage.covers(result.scan) ? { kind: 'known' } : { kind: 'new', scan: result.scan };
}
