/** An uploaded file becomes a block. */
import {
  $createParagraphNode,
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isParagraphNode,
  type LexicalNode,
} from 'lexical';
import type { UploadedFile } from '#shared/api/files.ts';
import { $createFileNode, $createImageNode } from '#shared/document/nodes.ts';
import { $isSectionNode } from '#shared/document/section-nodes.ts';

export interface Pixels {
  readonly width: number;
  readonly height: number;
}

/** The block that the caret is in: what is uploaded comes behind it. Null where there is no caret. */
export function $blockKeyAtCaret(): string | null {
  const node = $getSelection()?.getNodes().at(-1);
  return node === undefined ? null : ($blockOf(node)?.getKey() ?? null);
}

function $blockOf(from: LexicalNode): LexicalNode | null {
  for (let node: LexicalNode | null = from; node !== null; node = node.getParent()) {
    const parent = node.getParent();
    if (parent !== null && $isSectionNode(parent)) return node;
  }
  return null;
}

/** Behind a block, or in place of an empty paragraph; at the end of the page where the block is gone. Gives the new block's key. */
export function $insertFile(file: UploadedFile, size: Pixels | null, after: string | null, alt = ''): string {
  const node = file.mime.startsWith('image/')
    ? $createImageNode({ src: file.url, alt, naturalWidth: size?.width ?? null, naturalHeight: size?.height ?? null })
    : $createFileNode({ src: file.url, name: file.name, size: file.size, mime: file.mime });
  const place = after === null ? null : $getNodeByKey(after);
  const block = place?.isAttached() === true ? place : $getRoot().getLastChild();
  if (block === null) $getRoot().append(node);
  else if ($isParagraphNode(block) && block.isEmpty()) {
    block.insertBefore(node);
    if (block.getNextSibling() !== null) block.remove();
  } else block.insertAfter(node);
  // there is always a line to go on writing in
  if (node.getNextSibling() === null) node.insertAfter($createParagraphNode());
  return node.getKey();
}
