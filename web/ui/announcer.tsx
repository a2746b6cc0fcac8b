import { type ReactElement, useRef } from 'react';
import type { DocumentClient } from '#web/client/document-client.ts';
import { useClientState } from './hooks.ts';
import { type Pill, pillOf, type Situation } from './status.ts';

interface AnnouncerProps {
  readonly client: DocumentClient;
  /** all but the client's state, which it follows by itself: it has to hear of "saved" that nothing else is drawn anew for */
  readonly situation: Omit<Situation, 'state'>;
}

/**
 * Tells who cannot see the pill what it says, when that matters: trouble as it comes, and that all is well again. Each key is saved within
 * a moment, and nobody wants to hear of that.
 */
export function Announcer({ client, situation }: AnnouncerProps): ReactElement {
  const said = useRef('');
  const state = useClientState(client);
  said.current = announce(said.current, pillOf({ ...situation, state }));
  return (
    <p className="mh-sr" role="status">
      {said.current}
    </p>
  );
}

/** What is to be said, after what was said last ('' for nothing yet). Pure. */
export function announce(said: string, { tone, icon, text }: Pick<Pill, 'tone' | 'icon' | 'text'>): string {
  if (tone !== 'calm') return text;
  return said === '' || icon === 'saving' ? said : text;
}
