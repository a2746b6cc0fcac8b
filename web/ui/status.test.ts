import { describe, expect, test } from 'vitest';
import type { ClientState } from '#web/client/state.ts';
import {
  CONNECTING_NOTICE_MS,
  mayWrite,
  noticeOf,
  outOfReach,
  pillOf,
  RECONNECTING_NOTICE_MS,
  type Situation,
} from './status.ts';

const NOW = 1_000_000;
const online: ClientState = {
  content: { kind: 'ready', from: 'server' },
  connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' }, since: 0 },
  saving: { kind: 'saved', at: 500 },
  device: { kind: 'kept' },
  role: 'editor',
};
function situation(state: Partial<ClientState> = {}, rest: Partial<Situation> = {}): Situation {
  return { state: { ...online, ...state }, unknownContent: false, fault: false, viewing: false, now: NOW, ...rest };
}
const offline = { kind: 'offline', since: 0 } as const;

describe('the pill', () => {
  const says = (state: Partial<ClientState>, rest?: Partial<Situation>): string => pillOf(situation(state, rest)).text;

  test('says saved only when the server has everything', () => {
    expect(says({})).toBe('Saved');
    expect(says({ saving: { kind: 'saving', count: 2, since: 0 } })).toBe('Saving 2 changes');
    expect(says({ saving: { kind: 'saving', count: 1, since: 0 } })).toBe('Saving 1 change');
  });

  test('says how many changes are where while the connection is away', () => {
    expect(says({ connection: offline })).toBe('Offline');
    expect(says({ connection: offline, saving: { kind: 'offline', count: 3, kept: 3 } })).toBe(
      'Offline · 3 changes kept here',
    );
    expect(says({ connection: offline, saving: { kind: 'offline', count: 1, kept: 1 } })).toBe(
      'Offline · 1 change kept here',
    );
    const device = { kind: 'off' } as const;
    expect(says({ connection: offline, device, saving: { kind: 'offline', count: 1, kept: 0 } })).toBe(
      'Offline · 1 change in this tab',
    );
    const reconnecting = { kind: 'reconnecting', retryAt: NOW + 8_000, since: NOW } as const;
    expect(says({ connection: reconnecting, saving: { kind: 'offline', count: 3, kept: 3 } })).toBe(
      'Reconnecting · 3 kept here',
    );
    expect(says({ connection: { kind: 'connecting', since: 0 } })).toBe('Connecting');
  });

  test('calls nothing kept that is still on its way to the device', () => {
    const underWay = { kind: 'offline', count: 4, kept: 3 } as const;
    expect(says({ connection: offline, saving: underWay })).toBe('Offline · 3 changes kept here');
    expect(says({ connection: offline, saving: { ...underWay, kept: 0 } })).toBe('Offline');
    const device = { kind: 'not-kept', reason: 'blocked' } as const;
    expect(says({ connection: offline, device, saving: { ...underWay, kept: 0 } })).toBe(
      'Offline · 4 changes in this tab',
    );
    expect(says({ connection: { kind: 'connecting', since: 0 }, saving: { kind: 'saving', count: 1, since: 0 } })).toBe(
      'Connecting · 1 to send',
    );
    expect(says({ role: 'viewer', saving: { kind: 'saving', count: 1, since: 0 } })).toBe('Read only · 1 not saved');
  });

  test('puts a refusal above everything but a document that cannot be shown', () => {
    const refused = { kind: 'refused', count: 1, kept: true, code: 'too-large', reason: '' } as const;
    expect(pillOf(situation({ saving: refused, connection: offline }))).toMatchObject({
      tone: 'bad',
      text: '1 change not saved',
      short: '1 not saved',
    });
    expect(says({ saving: { ...refused, count: 4, code: 'storage' } })).toBe('4 changes not saved');
    expect(says({ content: { kind: 'unavailable', code: 'not-found', reason: '' }, saving: refused })).toBe(
      'Not available',
    );
  });

  test('tells a reader that this is for reading, and what did not get through', () => {
    expect(says({ role: 'viewer' })).toBe('Read only');
    expect(says({}, { viewing: true })).toBe('Read only');
    expect(says({}, { unknownContent: true })).toBe('Read only');
    expect(
      says({ role: 'viewer', saving: { kind: 'refused', count: 3, kept: true, code: 'read-only', reason: '' } }),
    ).toBe('Read only · 3 kept here');
  });

  test('never says saved once a fault has stopped the editor', () => {
    expect(says({}, { fault: true })).toBe('Not saved');
    expect(noticeOf(situation({}, { fault: true }))).toMatchObject({ id: 'fault', actions: ['copy-text', 'reload'] });
  });

  test('tells of a device that keeps nothing until the server has acknowledged something', () => {
    const device = { kind: 'not-kept', reason: 'blocked' } as const;
    expect(says({ device, saving: { kind: 'saved', at: null } })).toBe('Not kept on this device');
    expect(says({ device, saving: { kind: 'saved', at: 1 } })).toBe('Saved');
  });

  test('asks somebody who was signed out to sign in', () => {
    expect(says({ connection: { kind: 'closed', code: 'unauthorized', reason: '' } })).toBe('Sign in to save');
  });
});

describe('the notice', () => {
  test('is nothing while all is well', () => {
    expect(noticeOf(situation())).toBeNull();
  });

  test('says where the changes are when offline', () => {
    const notice = noticeOf(situation({ connection: offline, saving: { kind: 'offline', count: 3, kept: 3 } }));
    expect(notice).toMatchObject({
      strong: 'You are offline. 3 changes are kept on this device.',
      text: 'Keep writing. They will be sent when the connection is back, and you will not see other people’s changes until then.',
      actions: ['retry'],
    });
    const one = noticeOf(situation({ connection: offline, saving: { kind: 'offline', count: 1, kept: 1 } }));
    expect(one?.strong).toBe('You are offline. 1 change is kept on this device.');
    const tab = noticeOf(
      situation({ connection: offline, device: { kind: 'off' }, saving: { kind: 'offline', count: 2, kept: 0 } }),
    );
    expect(tab?.strong).toBe('You are offline. 2 changes are in this tab only.');
  });

  test('of a connection that ended says whether the device has everything', () => {
    const text = (code: string, kept: number): string | undefined => {
      const connection = { kind: 'closed', code, reason: '' } as const;
      return noticeOf(situation({ connection, saving: { kind: 'offline', count: 2, kept } }))?.text;
    };
    expect(text('unauthorized', 2)).toBe('2 changes are kept on this device until you sign in again.');
    expect(text('unauthorized', 1)).toBe('2 changes are in this tab only.');
    expect(text('forbidden', 2)).toBe('2 changes are kept on this device.');
    expect(text('forbidden', 0)).toBe('2 changes are in this tab only.');
    expect(text('version', 0)).toBe('2 changes are in this tab only: copy your text before you reload.');
  });

  test('of a refusal calls the rest saved only while there is a connection', () => {
    const saving = { kind: 'refused', count: 1, kept: true, code: 'malformed', reason: '' } as const;
    expect(noticeOf(situation({ saving }))?.text).toContain('The rest of your work goes on being saved, and the');
    expect(noticeOf(situation({ saving, connection: offline }))?.text).not.toContain('saved');
    expect(noticeOf(situation({ saving: { ...saving, kept: false } }))?.text).not.toContain('on this device');
  });

  test('waits before it makes a banner of a lost connection, then counts down', () => {
    const connection = { kind: 'reconnecting', since: NOW, retryAt: NOW + RECONNECTING_NOTICE_MS + 8_000 } as const;
    expect(noticeOf(situation({ connection }))).toBeNull();
    const later = noticeOf(situation({ connection }, { now: NOW + RECONNECTING_NOTICE_MS }));
    expect(later?.text).toBe('Trying again in 8 seconds.');
  });

  test('gives the reason of a refusal in words', () => {
    const notice = noticeOf(
      situation({ saving: { kind: 'refused', count: 1, kept: true, code: 'too-large', reason: 'update of 9 MiB' } }),
    );
    expect(notice?.strong).toBe('The server did not accept your last change.');
    expect(notice?.text).toContain('It is larger than this server takes.');
    const unheardOf = noticeOf(
      situation({ saving: { kind: 'refused', count: 1, kept: true, code: 'toString', reason: '' } }),
    );
    expect(unheardOf?.text).toContain('It did not say why.');
  });

  test('tells who lost the role where the unsent work is', () => {
    const notice = noticeOf(
      situation({ role: 'viewer', saving: { kind: 'refused', count: 3, kept: true, code: 'read-only', reason: '' } }),
    );
    expect(notice).toMatchObject({
      strong: 'Your role changed before 3 changes were sent.',
      text: 'They are on this device only.',
    });
  });
});

test('a document that is nowhere to be had says so after a while, at once when there is no network', () => {
  const loading = { content: { kind: 'loading' } } as const;
  const connection = { kind: 'reconnecting', since: NOW, retryAt: NOW + 1_000 } as const;
  expect(outOfReach(situation({ ...loading, connection }))).toBe(false);
  expect(outOfReach(situation({ ...loading, connection }, { now: NOW + RECONNECTING_NOTICE_MS }))).toBe(true);
  expect(outOfReach(situation({ ...loading, connection: offline }))).toBe(true);
  expect(outOfReach(situation({ connection: offline }))).toBe(false);
});

describe('who may write', () => {
  test('an editor, an owner, and somebody whose role is not known yet', () => {
    expect(mayWrite(situation())).toBe(true);
    expect(mayWrite(situation({ role: 'owner' }))).toBe(true);
    expect(mayWrite(situation({ role: null, connection: { kind: 'connecting', since: 0 } }))).toBe(true);
  });

  test('nobody else', () => {
    expect(mayWrite(situation({ role: 'viewer' }))).toBe(false);
    expect(mayWrite(situation({ role: 'commenter' }))).toBe(false);
    expect(mayWrite(situation({}, { viewing: true }))).toBe(false);
    expect(mayWrite(situation({}, { unknownContent: true }))).toBe(false);
    expect(mayWrite(situation({}, { fault: true }))).toBe(false);
    expect(mayWrite(situation({ content: { kind: 'loading' } }))).toBe(false);
    expect(mayWrite(situation({ connection: { kind: 'closed', code: 'forbidden', reason: '' } }))).toBe(false);
  });
});

test('a copy on this device is shown at once, and named as such when the server takes its time', () => {
  const content = { kind: 'ready', from: 'device' } as const;
  const connection = { kind: 'connecting', since: NOW } as const;
  expect(noticeOf(situation({ content, connection }))).toBeNull();
  const late = noticeOf(situation({ content, connection }, { now: NOW + CONNECTING_NOTICE_MS }));
  expect(late?.strong).toBe('Opening the copy on this device while we connect.');
});
