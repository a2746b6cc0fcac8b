/** A block outside Yjs: what Markdown and plain text are made of, and what is made of Markdown. */
import type { BlockProps } from '../props.ts';
import type { Run } from '../runs.ts';

export interface Block {
  readonly props: BlockProps;
  readonly runs: readonly Run[];
}
