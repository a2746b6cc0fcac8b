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

/**
 * How many of the changes that wait for a connection are where. One that is on its way to the device is not counted yet: in a moment it is
 * there, or the device is said to keep nothing. So nothing is called kept before it is, and the words do not flicker at each key.
 */
function whileAway({ saving, device }: ClientState): { readonly count: number; readonly kept: boolean } {
  if (device.kind !== 'kept') return { count: saving.kind === 'offline' ? saving.count : 0, kept: false };
  return { count: saving.kind === 'offline' ? saving.kept : 0, kept: true };
}

/** Whether the device holds every change that the server has not acknowledged. */
function isAllKept({ saving }: ClientState): boolean {
  if (saving.kind === 'refused') return saving.kept;
  return saving.kind === 'offline' && saving.kept === saving.count;
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
  const away = whileAway(state);
  const say = words.pill;
  if (content.kind === 'unavailable') return pill('note', 'alert', say.unavailable);
  if (saving.kind === 'refused' && saving.code !== 'read-only') {
    return pill('bad', 'alert', say.refused(saving.count), say.refusedShort(saving.count));
  }
  if (connection.kind === 'closed') return closedPill(connection.code);
  if (situation.fault) return pill('bad', 'alert', say.fault);
  if (viewing || unknownContent || (role !== null && !can(role, 'edit'))) {
    if (count === 0) return pill('note', 'eye', say.readOnly);
    const text = isAllKept(state) ? say.readOnlyKept(count) : say.readOnlyUnsent(count);
    return pill('note', 'eye', text, say.readOnly);
  }
  switch (connection.kind) {
    case 'offline': {
      const text =
        away.count === 0 ? say.offline : away.kept ? say.offlineKept(away.count) : say.offlineUnsent(away.count);
      return pill('warn', 'offline', text, say.offline);
    }
    case 'reconnecting': {
      const text =
        away.count === 0
          ? say.reconnecting
          : away.kept
            ? say.reconnectingKept(away.count)
            : say.reconnectingUnsent(away.count);
      return pill('warn', 'retry', text, say.reconnecting);
    }
    case 'connecting':
      return pill('calm', 'saving', count === 0 ? say.connecting : say.connectingUnsent(count), say.connecting);
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
  const away = whileAway(state);
  if (saving.kind === 'refused') return refusedNotice(saving, connection.kind === 'online');
  if (connection.kind === 'closed') return closedNotice(connection.code, state);
  if (role !== null && !can(role, 'edit') && count > 0) {
    return notice('lost-role', 'warn', 'eye', say.lostRole(count), lostRoleText(state), ['copy-text']);
  }
  if (situation.fault) return notice('fault', 'bad', 'alert', say.fault, say.faultText, ['copy-text', 'reload']);
  if (unknownContent) return notice('unknown', 'note', 'eye', say.unknownContent, say.unknownContentText, ['reload']);
  if (connection.kind === 'offline') {
    return away.kept
      ? notice('offline', 'warn', 'offline', say.offline(away.count), say.offlineText(away.count), ['retry'])
      : notice('offline', 'warn', 'offline', say.offlineUnkept(away.count), say.offlineUnkeptText, ['retry']);
  }
  if (connection.kind === 'reconnecting' && now - connection.since >= RECONNECTING_NOTICE_MS) {
    const wait = Math.ceil((connection.retryAt - now) / 1000);
    const where = away.count === 0 ? '' : ` ${away.kept ? say.kept(away.count) : say.inTab(away.count)}`;
    return notice('reconnecting', 'warn', 'retry', say.reconnecting, `${say.retryIn(wait)}${where}`, ['retry']);
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

/** Where the changes are that a change of the role left behind; nothing as long as the server may still take them. */
function lostRoleText(state: ClientState): string {
  const { saving } = state;
  if (saving.kind === 'saved' || saving.kind === 'saving') return '';
  return isAllKept(state) ? words.notice.lostRoleKept(saving.count) : words.notice.lostRoleInTab(saving.count);
}

function refusedNotice(saving: Extract<ClientState['saving'], { kind: 'refused' }>, online: boolean): Notice {
  const say = words.notice;
  if (saving.code === 'read-only') {
    const where = saving.kept ? say.lostRoleKept(saving.count) : say.lostRoleInTab(saving.count);
    return notice('lost-role', 'warn', 'eye', say.lostRole(saving.count), where, ['copy-text', 'take-out']);
  }
  const why = Object.hasOwn(say.refusedWhy, saving.code)
    ? say.refusedWhy[saving.code as keyof typeof say.refusedWhy]
    : say.refusedWhy.other;
  const rest = online
    ? saving.kept
      ? say.refusedRestKept
      : say.refusedRest
    : saving.kept
      ? say.refusedKept
      : say.refusedInTab;
  return notice('refused', 'bad', 'alert', say.refused, `${why} ${rest}`, ['copy-text', 'take-out']);
}

function closedNotice(code: string, state: ClientState): Notice | null {
  const say = words.notice;
  const count = unsaved(state);
  const kept = isAllKept(state);
  const where = count === 0 ? '' : kept ? say.kept(count) : say.inTab(count);
  switch (code) {
    case 'unauthorized':
      return notice(
        'signed-out',
        'bad',
        'lock',
        say.signedOut,
        count === 0 ? say.allSaved : kept ? say.signedOutKept(count) : where,
        count > 0 ? ['copy-text'] : [],
      );
    case 'version':
      if (count === 0) return notice('version', 'note', 'alert', say.oldVersion, say.oldVersionSaved, ['reload']);
      return kept
        ? notice('version', 'note', 'alert', say.oldVersion, say.oldVersionKept(count), ['reload'])
        : notice('version', 'warn', 'alert', say.oldVersion, say.oldVersionInTab(count), ['copy-text', 'reload']);
    case 'forbidden':
    case 'foreign-origin':
    case 'not-found':
      return notice(
        'no-access',
        'bad',
        'lock',
        code === 'foreign-origin' ? say.foreign : say.noAccess,
        where,
        count > 0 ? ['copy-text'] : [],
      );
    case 'destroyed':
      return null;
    default:
      return notice('closed', 'bad', 'alert', say.closed, where, count > 0 ? ['copy-text', 'reload'] : ['reload']);
  }
}
