import type { Decoded } from './frame.ts';
import { MAX_DOCUMENT_NAME_BYTES, MAX_DOCUMENTS_PER_POLL, MAX_POLL_BODY_BYTES } from './limits.ts';
import {
  decoderOf,
  encode,
  hasMore,
  readBytes,
  readString,
  readUint,
  WireError,
  writeBytes,
  writeString,
  writeUint,
} from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** What a poll says to or hears from one document. The name is not yet parsed as a DocumentId. */
export interface PollBlock {
  readonly document: string;
  /** messages as on a WebSocket; in a request the first is `hello` */
  readonly frame: Uint8Array;
}

export interface PollRequest {
  /** 0: answer at once; above: park so long at most when nothing is due */
  readonly waitMs: number;
  readonly blocks: readonly PollBlock[];
}

function writeBlocks(encoder: Encoder, blocks: readonly PollBlock[]): void {
  writeUint(encoder, blocks.length);
  for (const block of blocks) {
    writeString(encoder, block.document);
    writeBytes(encoder, block.frame);
  }
}

function readBlocks(decoder: Decoder): PollBlock[] {
  const count = readUint(decoder);
  if (count > MAX_DOCUMENTS_PER_POLL) throw new WireError(`more than ${MAX_DOCUMENTS_PER_POLL} documents in one poll`);
  const blocks: PollBlock[] = [];
  for (let i = 0; i < count; i++) {
    const document = readString(decoder, MAX_DOCUMENT_NAME_BYTES, 'document name');
    blocks.push({ document, frame: readBytes(decoder, 4 * MAX_POLL_BODY_BYTES, 'frame') });
  }
  if (hasMore(decoder)) throw new WireError('bytes after the last document');
  return blocks;
}

function attempt<T>(read: () => T): Decoded<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

export function encodePollRequest(request: PollRequest): Uint8Array<ArrayBuffer> {
  return encode((encoder) => {
    writeUint(encoder, request.waitMs);
    writeBlocks(encoder, request.blocks);
  });
}

export function decodePollRequest(body: Uint8Array): Decoded<PollRequest> {
  return attempt(() => {
    const decoder = decoderOf(body);
    return { waitMs: readUint(decoder), blocks: readBlocks(decoder) };
  });
}

export function encodePollResponse(blocks: readonly PollBlock[]): Uint8Array<ArrayBuffer> {
  return encode((encoder) => writeBlocks(encoder, blocks));
}

/** A block as a server has it; its pieces are the frame. */
export interface PollAnswer {
  readonly document: string;
  readonly pieces: readonly Uint8Array[];
}

/** The response in pieces, so that large updates in it need not be copied. */
export function pollResponsePieces(answers: readonly PollAnswer[]): readonly Uint8Array[] {
  return [
    encode((encoder) => writeUint(encoder, answers.length)),
    ...answers.flatMap(({ document, pieces }) => [
      encode((encoder) => {
        writeString(encoder, document);
        writeUint(
          encoder,
          pieces.reduce((bytes, { length }) => bytes + length, 0),
        );
      }),
      ...pieces,
    ]),
  ];
}

export function decodePollResponse(body: Uint8Array): Decoded<PollBlock[]> {
  return attempt(() => readBlocks(decoderOf(body)));
}
