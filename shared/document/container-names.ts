import * as Y from 'yjs';

/** Names of containers that nobody else gives: who makes it and the clock of that client, which the container itself moves on. */
export function namesOf(doc: Y.Doc): () => string {
  let next = 0;
  return () => {
    const clock = Math.max(next, Y.getState(doc.store, doc.clientID));
    next = clock + 1;
    return `${doc.clientID.toString(36)}-${clock.toString(36)}`;
  };
}
