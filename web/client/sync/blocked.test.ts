import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { without } from '#shared/update/without.ts';
import { blockedBy, isBlocked } from './blocked.ts';

describe('what a server refused', () => {
  test('takes along what builds on it, and nothing else', () => {
    const doc = Object.assign(new Y.Doc(), { clientID: 1 });
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getText('t').insert(0, 'kept ');
    doc.getText('t').insert(5, 'refused');
    doc.clientID = 2;
    doc.getText('t').insert(12, ' after it');
    doc.getText('u').insert(0, 'elsewhere');
    doc.clientID = 3;
    doc.getText('v').insert(0, 'free');
    doc.getText('t').delete(5, 7);
    const [, refused, after, elsewhere, free, deletion] = updates;
    const blocked = blockedBy(refused === undefined ? [] : [refused]);
    expect([after, free, deletion].map((update) => isBlocked(update ?? new Uint8Array(), blocked))).toEqual([
      true,
      false,
      true,
    ]);
    // of the same Yjs client, behind something that is blocked
    const wider = blockedBy([refused, after].filter((update) => update !== undefined));
    expect(isBlocked(elsewhere ?? new Uint8Array(), blocked)).toBe(false);
    expect(isBlocked(elsewhere ?? new Uint8Array(), wider)).toBe(true);
    const left = without(Y.encodeStateAsUpdate(doc), blocked);
    const server = new Y.Doc();
    Y.applyUpdate(server, left ?? new Uint8Array());
    expect(server.store.pendingStructs).toBeNull();
    expect(server.getText('t').toJSON()).toBe('kept ');
    expect(server.getText('u').toJSON()).toBe('');
    expect(server.getText('v').toJSON()).toBe('free');
  });
});
