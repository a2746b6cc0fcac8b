import { unreachable } from '#shared/assert.ts';
import { can } from '#shared/role.ts';
import type { ClientState } from '#web/client/state.ts';
import { words } from './words.ts';

/**
 * What the interface says about saving and the connection, computed from the client's state and the time alone. It never guesses:
 * "Saved" stands for the server's acknowledgement, and until that comes the words say how many changes there are and where.
 */

type Tone = 'calm' | 'note' | 'warn' | 'bad';
export type StatusIcon = 'check' | 'saving' | 'retry' | 'offline' | 'alert' | 'eye' | 'lock' | 'device';

export interface Pill {
  readonly tone: Tone;
  readonly icon: StatusIcon;
  readonly text: string;
  /** where there is little room */
  readonly short: string;
}

export type NoticeAction = 'retry' | 'take-out' | 'copy-text' | 'reload' | 'dismiss';

export interface Notice {
  /** the same for as long as it is the same notice; one that was dismissed stays away */
  readonly id: string;
  readonly tone: Tone;
  readonly icon: StatusIcon;
  readonly strong: string;
  readonly text: string;
  readonly actions: readonly NoticeAction[];
}

/** A lost connection is a line in the pill at once, a banner only when it lasts: most are back before anybody reads it. */
export const RECONNECTING_NOTICE_MS = 5_000;
export const CONNECTING_NOTICE_MS = 4_000;
export const SLOW_SAVE_MS = 5_000;

export interface Situation {
  readonly state: ClientState;
  /** the document holds what this version does not know: it is shown and kept, not written */
  readonly unknownContent: boolean;
  /** a fault stopped the editor: what was typed last may be on the page alone */
  readonly fault: boolean;
  /** the host asked for a view to read only */
  readonly viewing: boolean;
  /** ms since 1970 */
  readonly now: number;
}

/** Changes that the server has not acknowledged. */
export function unsaved(state: ClientState): number {
  const { saving } = state;
  return saving.kind === 'saved' ? 0 : saving.count;
}

/** Whether this person may write now. Before the server has named a role, what is on the device may be edited. */
export function mayWrite({ state, unknownContent, fault, viewing }: Omit<Situation, 'now'>): boolean {
  if (viewing || unknownContent || fault || state.content.kind !== 'ready') return false;
  if (state.connection.kind === 'closed') return false;
  return state.role === null || can(state.role, 'edit');
}

function pill(tone: Tone, icon: StatusIcon, text: string, short: string = text): Pill {
  return { tone, icon, text, short };
}

export function pillOf(situation: Situation): Pill {
  const { state, unknownContent, viewing } = situation;
  const { connection, saving, content, role, device } = state;
  const count = unsaved(state);
  const say = words.pill;
  if (content.kind === 'unavailable') return pill('note', 'alert', say.unavailable);
  if (saving.kind === 'refused' && saving.code !== 'read-only') {
    return pill('bad', 'alert', say.refused(saving.count), say.refusedShort(saving.count));
  }
  if (connection.kind === 'closed') return closedPill(connection.code);
  if (situation.fault) return pill('bad', 'alert', say.fault);
  if (viewing || unknownContent || (role !== null && !can(role, 'edit'))) {
    return pill('note', 'eye', count === 0 ? say.readOnly : say.readOnlyKept(count), say.readOnly);
  }
  switch (connection.kind) {
    case 'offline': {
      const kept = saving.kind !== 'offline' || saving.kept;
      const text = count === 0 ? say.offline : kept ? say.offlineKept(count) : say.offlineUnsent(count);
      return pill('warn', 'offline', text, say.offline);
    }
    case 'reconnecting': {
      const kept = saving.kind !== 'offline' || saving.kept;
      const text = count === 0 ? say.reconnecting : kept ? say.reconnectingKept(count) : say.reconnectingUnsent(count);
      return pill('warn', 'retry', text, say.reconnecting);
    }
    case 'connecting':
      return pill('calm', 'saving', count === 0 ? say.connecting : say.connectingKept(count), say.connecting);
    case 'online':
      if (count > 0) return pill('calm', 'saving', say.saving(count));
      // until the first acknowledgement: afterwards the word that matters to somebody without a copy here is "Saved"
      if (device.kind === 'not-kept' && saving.kind === 'saved' && saving.at === null) {
        return pill('warn', 'device', say.notKept);
      }
      return pill('calm', 'check', say.saved);
    default:
      return unreachable(connection);
  }
}

function closedPill(code: string): Pill {
  const say = words.pill;
  if (code === 'unauthorized') return pill('bad', 'lock', say.signIn);
  return pill('note', 'alert', say.closed);
}

/** Whether there is nothing to show, because there is neither a copy here nor, for a while now, a server. */
export function outOfReach({ state, now }: Pick<Situation, 'state' | 'now'>): boolean {
  const { content, connection } = state;
  if (content.kind !== 'loading') return false;
  return (
    connection.kind === 'offline' ||
    (connection.kind === 'reconnecting' && now - connection.since >= RECONNECTING_NOTICE_MS)
  );
}

/** The first connection takes its time. */
export function slowToConnect({ state: { connection }, now }: Pick<Situation, 'state' | 'now'>): boolean {
  return connection.kind === 'connecting' && now - connection.since >= CONNECTING_NOTICE_MS;
}

/** The one banner under the toolbar, or none: the most pressing thing wins. */
export function noticeOf(situation: Situation): Notice | null {
  const { state, unknownContent, now } = situation;
  const { connection, saving, content, device, role } = state;
  const say = words.notice;
  if (content.kind !== 'ready') return null;
  const count = unsaved(state);
  if (saving.kind === 'refused') return refusedNotice(saving);
  if (connection.kind === 'closed') return closedNotice(connection.code, count);
  if (role !== null && !can(role, 'edit') && count > 0) {
    return notice('lost-role', 'warn', 'eye', say.lostRole(count), say.lostRoleText(count), ['copy-text']);
  }
  if (situation.fault) return notice('fault', 'bad', 'alert', say.fault, say.faultText, ['copy-text', 'reload']);
  if (unknownContent) return notice('unknown', 'note', 'eye', say.unknownContent, say.unknownContentText, ['reload']);
  if (connection.kind === 'offline') {
    const kept = device.kind === 'kept' || (saving.kind === 'offline' && saving.kept);
    return kept
      ? notice('offline', 'warn', 'offline', say.offline(count), say.offlineText(count), ['retry'])
      : notice('offline', 'warn', 'offline', say.offlineUnkept(count), say.offlineUnkeptText, ['retry']);
  }
  if (connection.kind === 'reconnecting' && now - connection.since >= RECONNECTING_NOTICE_MS) {
    const wait = Math.ceil((connection.retryAt - now) / 1000);
    const kept = count > 0 ? ` ${say.kept(count)}` : '';
    return notice('reconnecting', 'warn', 'retry', say.reconnecting, `${say.retryIn(wait)}${kept}`, ['retry']);
  }
  if (content.from === 'device' && slowToConnect(situation)) {
    return notice('connecting', 'note', 'device', say.connecting, '', []);
  }
  if (device.kind === 'not-kept') {
    return device.reason === 'blocked'
      ? notice('blocked', 'warn', 'device', say.blocked, say.blockedText, ['dismiss'])
      : notice('full', 'warn', 'device', say.full, say.fullText, ['dismiss']);
  }
  if (role !== null && !can(role, 'edit')) return notice('read-only', 'note', 'eye', say.readOnly, '', ['dismiss']);
  return null;
}

function notice(
  id: string,
  tone: Tone,
  icon: StatusIcon,
  strong: string,
  text: string,
  actions: readonly NoticeAction[],
): Notice {
  return { id, tone, icon, strong, text, actions };
}

function refusedNotice(saving: Extract<ClientState['saving'], { kind: 'refused' }>): Notice {
  const say = words.notice;
  if (saving.code === 'read-only') {
    return notice('lost-role', 'warn', 'eye', say.lostRole(saving.count), say.lostRoleText(saving.count), [
      'copy-text',
      'take-out',
    ]);
  }
  if (saving.code === 'storage')
    return notice('storage', 'bad', 'alert', say.serverFull, say.serverFullText, ['copy-text']);
  const why = Object.hasOwn(say.refusedWhy, saving.code)
    ? say.refusedWhy[saving.code as keyof typeof say.refusedWhy]
    : say.refusedWhy.other;
  return notice('refused', 'bad', 'alert', say.refused, `${why} ${say.refusedRest}`, ['copy-text', 'take-out']);
}

function closedNotice(code: string, count: number): Notice | null {
  const say = words.notice;
  switch (code) {
    case 'unauthorized':
      return notice(
        'signed-out',
        'bad',
        'lock',
        say.signedOut,
        say.signedOutText(count),
        count > 0 ? ['copy-text'] : [],
      );
    case 'version':
      return notice('version', 'note', 'alert', say.oldVersion, say.oldVersionText(count), ['reload']);
    case 'forbidden':
    case 'foreign-origin':
    case 'not-found':
      return notice(
        'no-access',
        'bad',
        'lock',
        code === 'foreign-origin' ? say.foreign : say.noAccess,
        count > 0 ? say.kept(count) : '',
        count > 0 ? ['copy-text'] : [],
      );
    case 'destroyed':
      return null;
    default:
      return notice(
        'closed',
        'bad',
        'alert',
        say.closed,
        count > 0 ? say.kept(count) : '',
        count > 0 ? ['copy-text', 'reload'] : ['reload'],
      );
  }
}
