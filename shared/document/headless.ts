/** An editor without a page: for the server and for tests. */
import { createHeadlessEditor } from '@lexical/headless';
import type { LexicalEditor } from 'lexical';
import { DOCUMENT_NODES } from './nodes.ts';

/** Errors inside an update are thrown where it was asked for, or handed to `onError`. */
export function createDocumentEditor(onError: (error: Error) => void = rethrow): LexicalEditor {
  return createHeadlessEditor({ namespace: 'manyhands', nodes: [...DOCUMENT_NODES], onError });
}

function rethrow(error: Error): never {
  throw error;
}
