import { unreachable } from '#shared/assert.ts';
import { LEADER_PING_MS, LEADER_SILENCE_MS, SEEK_LEADER_MS } from '../limits.ts';

/**
 * Which page of a browser polls for all of them, as one page sees it. Pure. A lock says who may lead and tells at once when a leader is
 * gone; where there are no locks (pages that are not served securely) a claim alone is enough. Two leaders for a moment do no harm: the
 * server answers the older poll of two, and every answer may come twice.
 */
export type Leadership =
  /** nothing is polled here */
  | { readonly kind: 'apart' }
  /** nobody is known to lead; from `until` on this page does it */
  | { readonly kind: 'seeking'; readonly until: number }
  | { readonly kind: 'following'; readonly leader: Claim; readonly pingAt: number; readonly pongBy: number | null }
  /** the lock is being taken from a leader that does not answer */
  | { readonly kind: 'taking' }
  | { readonly kind: 'leading'; readonly claim: Claim };

/** The higher one counts: of the later term, and of two in one term that of the higher page. */
export interface Claim {
  readonly term: number;
  readonly page: string;
}

export interface LeadershipModel {
  readonly self: string;
  /** false where pages cannot hear each other: each polls for itself */
  readonly hasOthers: boolean;
  readonly hasLocks: boolean;
  readonly role: Leadership;
  /** the highest term that was heard of; terms are at least the time of the claim, so that a page that heard of none begins no lower */
  readonly term: number;
}

export type LeadershipEvent =
  /** something is to be polled */
  | { readonly kind: 'join' }
  /** the page goes, or polls nothing any more */
  | { readonly kind: 'leave' }
  | { readonly kind: 'lock-got' }
  /** taken by another page */
  | { readonly kind: 'lock-lost' }
  /** there are none here */
  | { readonly kind: 'lock-denied' }
  | { readonly kind: 'heard-who' }
  | { readonly kind: 'heard-lead'; readonly claim: Claim }
  | { readonly kind: 'heard-resign'; readonly page: string }
  | { readonly kind: 'heard-pong'; readonly page: string }
  | { readonly kind: 'tick' };

export type LeadershipEffect =
  /** get in line for the lock */
  | { readonly kind: 'queue' }
  /** take it from whoever has it */
  | { readonly kind: 'steal' }
  /** leave the line, or give it back */
  | { readonly kind: 'release' }
  | { readonly kind: 'say'; readonly what: 'who' | 'lead' | 'resign' }
  | { readonly kind: 'ping'; readonly leader: Claim }
  /** from here on the page's polls go to this one */
  | { readonly kind: 'follow'; readonly leader: Claim }
  | { readonly kind: 'lead' }
  /** what was polled for others is theirs again; the page's own polls wait for a leader */
  | { readonly kind: 'stand-down' };

export function apart(self: string, has: { readonly others: boolean; readonly locks: boolean }): LeadershipModel {
  const hasLocks = has.others && has.locks;
  return { self, hasOthers: has.others, hasLocks, role: { kind: 'apart' }, term: 0 };
}

export function isAbove(one: Claim, other: Claim): boolean {
  return one.term === other.term ? one.page > other.page : one.term > other.term;
}

/** When the next `tick` is due; null while only news can change anything. */
export function leadershipWakeAt({ role }: LeadershipModel): number | null {
  if (role.kind === 'seeking') return role.until;
  return role.kind === 'following' ? (role.pongBy ?? role.pingAt) : null;
}

export function advanceLeadership(
  before: LeadershipModel,
  event: LeadershipEvent,
  now: number,
): { readonly model: LeadershipModel; readonly effects: readonly LeadershipEffect[] } {
  const effects: LeadershipEffect[] = [];
  return { model: apply(before, event, now, effects), effects };
}

function apply(
  model: LeadershipModel,
  event: LeadershipEvent,
  now: number,
  effects: LeadershipEffect[],
): LeadershipModel {
  const { role } = model;
  if (event.kind === 'join') return role.kind === 'apart' ? join(model, now, effects) : model;
  // late news of a life that is over; only the term is remembered
  if (role.kind === 'apart') return event.kind === 'heard-lead' ? remember(model, event.claim) : model;
  switch (event.kind) {
    case 'leave':
      if (role.kind === 'leading') effects.push({ kind: 'say', what: 'resign' });
      if (model.hasLocks) effects.push({ kind: 'release' });
      effects.push({ kind: 'stand-down' });
      return { ...model, role: { kind: 'apart' } };
    case 'lock-got':
      return role.kind === 'leading' ? model : lead(model, now, effects);
    case 'lock-lost':
      if (role.kind !== 'leading' && role.kind !== 'taking') return model;
      effects.push({ kind: 'stand-down' }, { kind: 'queue' });
      return seek(model, now, effects);
    case 'lock-denied': {
      const without = { ...model, hasLocks: false };
      return role.kind === 'taking' ? lead(without, now, effects) : without;
    }
    case 'heard-who':
      if (role.kind === 'leading') effects.push({ kind: 'say', what: 'lead' });
      return model;
    case 'heard-lead':
      return heardLead(model, event.claim, now, effects);
    case 'heard-resign':
      return role.kind === 'following' && role.leader.page === event.page ? seek(model, now, effects) : model;
    case 'heard-pong':
      if (role.kind !== 'following' || role.leader.page !== event.page) return model;
      return { ...model, role: { ...role, pingAt: now + LEADER_PING_MS, pongBy: null } };
    case 'tick':
      return tick(model, now, effects);
    default:
      return unreachable(event);
  }
}

function join(model: LeadershipModel, now: number, effects: LeadershipEffect[]): LeadershipModel {
  if (!model.hasOthers) return lead(model, now, effects);
  if (model.hasLocks) effects.push({ kind: 'queue' });
  return seek(model, now, effects);
}

function seek(model: LeadershipModel, now: number, effects: LeadershipEffect[]): LeadershipModel {
  effects.push({ kind: 'say', what: 'who' });
  return { ...model, role: { kind: 'seeking', until: now + SEEK_LEADER_MS } };
}

function lead(model: LeadershipModel, now: number, effects: LeadershipEffect[]): LeadershipModel {
  const claim = { term: Math.max(model.term + 1, now), page: model.self };
  effects.push({ kind: 'lead' }, { kind: 'say', what: 'lead' });
  return { ...model, term: claim.term, role: { kind: 'leading', claim } };
}

function remember(model: LeadershipModel, claim: Claim): LeadershipModel {
  return { ...model, term: Math.max(model.term, claim.term) };
}

function heardLead(model: LeadershipModel, claim: Claim, now: number, effects: LeadershipEffect[]): LeadershipModel {
  const next = remember(model, claim);
  const { role } = model;
  if (claim.page === model.self) return next;
  if (role.kind === 'leading') {
    if (isAbove(role.claim, claim)) {
      // it does not know better
      effects.push({ kind: 'say', what: 'lead' });
      return next;
    }
    effects.push({ kind: 'stand-down' });
    if (model.hasLocks) effects.push({ kind: 'release' }, { kind: 'queue' });
  } else if (role.kind === 'following' && isAbove(role.leader, claim)) return next;
  // said to somebody who asked
  else if (role.kind === 'following' && role.leader.term === claim.term && role.leader.page === claim.page) return next;
  // a lock that is under way to this page makes it the next leader all the same
  else if (role.kind === 'taking') return next;
  effects.push({ kind: 'follow', leader: claim });
  return { ...next, role: { kind: 'following', leader: claim, pingAt: now + LEADER_PING_MS, pongBy: null } };
}

function tick(model: LeadershipModel, now: number, effects: LeadershipEffect[]): LeadershipModel {
  const { role } = model;
  if (role.kind === 'seeking') return now < role.until ? model : takeOver(model, now, effects);
  if (role.kind !== 'following') return model;
  if (role.pongBy === null) return now < role.pingAt ? model : ping(model, role, now, effects);
  if (now < role.pongBy) return model;
  // a timer that is this late means that this page slept: the answer may be waiting to be read
  if (now - role.pongBy > LEADER_SILENCE_MS) return ping(model, role, now, effects);
  return takeOver(model, now, effects);
}

function ping(
  model: LeadershipModel,
  role: Extract<Leadership, { kind: 'following' }>,
  now: number,
  effects: LeadershipEffect[],
): LeadershipModel {
  effects.push({ kind: 'ping', leader: role.leader });
  return { ...model, role: { ...role, pongBy: now + LEADER_SILENCE_MS } };
}

function takeOver(model: LeadershipModel, now: number, effects: LeadershipEffect[]): LeadershipModel {
  if (!model.hasLocks) return lead(model, now, effects);
  effects.push({ kind: 'release' }, { kind: 'steal' });
  return { ...model, role: { kind: 'taking' } };
}
