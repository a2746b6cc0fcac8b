import { useCallback, useEffect, useState } from 'react';
import type { HistoryPage, NamedVersion, WritingSession } from '#shared/api/history.ts';
import type { UserInfo } from '#web/client/document-client.ts';
import type { Fetched, HistorySource } from './fetch-history.ts';

export type Load<T> = { readonly kind: 'loading' } | Fetched<T>;
export const LOADING = { kind: 'loading' } as const;

export interface Versions {
  /** newest first: what was written without a pause, or the named versions alone */
  readonly list: Load<HistoryPage>;
  /** the newest position; 0 before it is known */
  readonly head: number;
  readonly namedOnly: boolean;
  readonly chosen: WritingSession | null;
  readonly choose: (session: WritingSession) => void;
  readonly showNamedOnly: (named: boolean) => void;
  readonly reload: () => void;
  /** the next page joins the list; gives why it could not */
  loadOlder(): Promise<Fetched<unknown> | null>;
  /** null takes the name away */
  name(session: WritingSession, name: string | null, by: UserInfo): Promise<Fetched<unknown>>;
}

/** The list of versions, and which one is looked at. */
export function useVersions(source: HistorySource): Versions {
  const [list, setList] = useState<Load<HistoryPage>>(LOADING);
  const [head, setHead] = useState(0);
  const [namedOnly, setNamedOnly] = useState(false);
  const [chosen, setChosen] = useState<WritingSession | null>(null);
  const load = useCallback(
    async (named: boolean): Promise<void> => {
      setList(LOADING);
      const fetched = await listOf(source, named);
      setList(fetched);
      if (fetched.kind !== 'done') return;
      const { sessions } = fetched.value;
      if (!named) setHead(sessions[0]?.to ?? 0);
      setChosen(sessions[0] ?? null);
    },
    [source],
  );
  useEffect(() => void load(false), [load]);
  const change = (update: (page: HistoryPage) => HistoryPage): void =>
    setList((known) => (known.kind === 'done' ? { kind: 'done', value: update(known.value) } : known));

  return {
    list,
    head,
    namedOnly,
    chosen,
    choose: setChosen,
    showNamedOnly(named) {
      setNamedOnly(named);
      void load(named);
    },
    reload: () => void load(namedOnly),
    async loadOlder() {
      const before = list.kind === 'done' ? list.value.next : null;
      if (before === null) return null;
      const fetched = await source.sessions(before);
      if (fetched.kind !== 'done') return fetched;
      change(({ sessions }) => ({ next: fetched.value.next, sessions: [...sessions, ...fetched.value.sessions] }));
      return null;
    },
    async name(session, name, by) {
      const fetched = await source.name(session.to, name, by);
      if (fetched.kind !== 'done') return fetched;
      const named = (one: WritingSession): WritingSession =>
        one.to === session.to ? { ...one, version: fetched.value } : one;
      change(({ sessions, next }) => ({
        next,
        sessions: sessions.map(named).filter(({ version }) => !namedOnly || version !== null),
      }));
      setChosen((one) => (one === null ? null : named(one)));
      return fetched;
    },
  };
}

async function listOf(source: HistorySource, named: boolean): Promise<Fetched<HistoryPage>> {
  if (!named) return source.sessions(null);
  const fetched = await source.versions();
  if (fetched.kind !== 'done') return fetched;
  const { versions } = fetched.value;
  return {
    kind: 'done',
    value: { sessions: versions.map((one, at) => sinceLastName(one, versions[at + 1])), next: null },
  };
}

/** What changed since the version that was named before. */
function sinceLastName(version: NamedVersion, before: NamedVersion | undefined): WritingSession {
  const { position, by, at } = version;
  const people = by === null ? [] : [by];
  return { from: before?.position ?? 0, to: position, people, startedAt: at, endedAt: at, version };
}
