/** A block as it stands on the page, without what it is in or holds. */
import type { BlockProps } from '../props.ts';
import type { Run } from '../runs.ts';

export interface Block {
  readonly props: BlockProps;
  readonly runs: readonly Run[];
}
