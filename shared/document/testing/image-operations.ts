/** What is done to an image whose caption is the target. */
import { $isImageNode } from '../nodes.ts';
import type { ImageLook } from '../nodes/image.ts';
import { $target, edit, target } from './operation.ts';
import type { Operation } from './operation.ts';

function $change(look: Partial<ImageLook>): void {
  const block = $target();
  if ($isImageNode(block)) block.setLook(look);
}

export const IMAGE_OPERATIONS = {
  'resize an image': {
    on: ['image'],
    does: edit(() => $change({ width: 50 })),
    holds: (page) => target(page, ({ image }) => image?.width === 50),
  },
  'describe an image': {
    on: ['image'],
    does: edit(() => $change({ alt: 'a red boat' })),
    holds: (page) => target(page, ({ image }) => image?.alt === 'a red boat'),
  },
} satisfies Record<string, Operation>;
