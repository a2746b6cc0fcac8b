import { isSameAuthor } from '#shared/author.ts';
import type { Author } from '#shared/author.ts';
import type { NamedVersion, WritingSession } from '#shared/api/history.ts';
import type { Signature } from '#server/store/store.ts';
import { HAND_OVER_MS, LONGEST_SESSION_MS, SESSION_PAUSE_MS } from './limits.ts';

type Signed = Signature & { readonly seq: number };

interface Open {
  from: number;
  readonly to: number;
  readonly endedAt: number | null;
  startedAt: number | null;
  /** the last to begin first */
  people: Author[];
  known: boolean;
}

/** Groups the entries of a log, newest first, by pauses and by who wrote. A position that has a name ends a session. */
export function writingSessions(signed: readonly Signed[], named: readonly NamedVersion[] = []): WritingSession[] {
  const versions = new Map(named.map((version) => [version.position, version]));
  const sessions: Open[] = [];
  for (const { seq, by, at } of signed) {
    const open = sessions.at(-1);
    if (open === undefined || versions.has(seq) || !goesOn(open, by, at)) {
      const known = by !== null;
      sessions.push({ from: seq - 1, to: seq, endedAt: at, startedAt: at, people: known ? [by] : [], known });
      continue;
    }
    open.from = seq - 1;
    open.startedAt = at;
    if (by === null) continue;
    // called as they call themselves in the newest entry
    const known = open.people.find((one) => isSameAuthor(one, by));
    open.people = [...open.people.filter((one) => one !== known), known ?? by];
  }
  return sessions.map(({ from, to, people, startedAt, endedAt }) => ({
    from,
    to,
    people: people.toReversed(),
    startedAt,
    endedAt,
    version: versions.get(to) ?? null,
  }));
}

/** Does an entry belong to the session that began behind it? */
function goesOn({ known, people, startedAt, endedAt }: Open, by: Author | null, at: number | null): boolean {
  if (at === null || startedAt === null || endedAt === null) return at === startedAt;
  if ((by !== null) !== known) return false;
  const pauseMs = startedAt - at;
  if (pauseMs > SESSION_PAUSE_MS || endedAt - at > LONGEST_SESSION_MS) return false;
  return by === null || people.some((one) => isSameAuthor(one, by)) || pauseMs <= HAND_OVER_MS;
}
