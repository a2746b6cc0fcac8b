import type { DocumentId } from '#shared/ids.ts';
import type { CompactionSteps } from './sqlite-messages.ts';

/** What a worker that compacts is started with. */
export interface CompactionTask {
  readonly file: string;
  readonly document: DocumentId;
  /** `purge`: up to the head, and what was before is forgotten; `files`: it only looks for what is named */
  readonly work:
    | { readonly kind: 'compact'; readonly keptEntries: number }
    | { readonly kind: 'purge' }
    | { readonly kind: 'files' };
}

export type StepName = keyof CompactionSteps;

export type StepRequest = {
  [Name in StepName]: { readonly step: Name; readonly request: CompactionSteps[Name]['request'] };
}[StepName];

/** From the worker: steps, of which the next comes when this one is answered with a `StepReply`, and then how it ended. */
export type CompactionMessage =
  | ({ readonly kind: 'step' } & StepRequest)
  | ({ readonly kind: 'ended' } & CompactionEnd);

export interface CompactionEnd {
  /** of the new snapshot, or of the beginning; null where there is none */
  readonly seq: number | null;
  /** what is named in the log and its states, where that was asked */
  readonly fileHashes?: readonly string[];
  /** why it went no further, as a sentence; null where it came to its end */
  readonly problem: string | null;
}
