import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { MAX_DECLARED_BODY_BYTES, MAX_DISCARDED_BODY_BYTES } from './limits.ts';

export type BodyText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-utf8' };

/** Reads a body of at most so many bytes as UTF-8. */
export async function readText(request: Request, mostBytes: number): Promise<BodyText> {
  const declaredBytes = Number(request.headers.get('Content-Length') ?? 0);
  const bytes = await readAtMost(request.body ?? [], declaredBytes, mostBytes);
  if (bytes === null) return { kind: 'too-large' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf8' };
  }
}

/**
 * Null when it is above the limit. What is too much is read to its end all the same (and dropped), up to a bound: who is answered in
 * mid-sentence loses the answer with the connection, and would come back with the same body for ever.
 */
export async function readAtMost(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  declaredBytes: number,
  mostBytes: number,
): Promise<Uint8Array | null> {
  if (declaredBytes > MAX_DECLARED_BODY_BYTES) return null;
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
    else chunks = [];
    if (bytes > MAX_DISCARDED_BODY_BYTES) return null;
  }
  if (bytes > mostBytes) return null;
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Whether the client went away before it had sent all of its request: nobody is there to be answered. */
export function isGone(incoming: IncomingMessage | undefined): boolean {
  return incoming !== undefined && incoming.destroyed && !incoming.complete;
}

/** A body as it comes in. Whoever stops reading breaks nothing: the rest can still be read, or dropped with `discard`. */
export function chunksOf(context: Context): AsyncIterable<Uint8Array> {
  const incoming = incomingOf(context);
  if (incoming !== undefined) return incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  return context.req.raw.body?.values({ preventCancel: true }) ?? Readable.from([]);
}

/** Reads what is left of a body and drops it, up to the bound of `readAtMost`. */
export async function discard(context: Context, declaredBytes: number): Promise<void> {
  if (declaredBytes > MAX_DECLARED_BODY_BYTES) return;
  let bytes = 0;
  for await (const chunk of chunksOf(context)) {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BODY_BYTES) return;
  }
}

function incomingOf(context: Context): IncomingMessage | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node-server's, where the app runs on it
  return (context.env as Partial<HttpBindings> | undefined)?.incoming;
}
