import { afterEach, expect, test, vi } from 'vitest';
import type { Environment } from './environment.ts';

afterEach(() => vi.unstubAllGlobals());

/** What a page of such a browser finds. */
async function inPage(globals: Record<string, PropertyDescriptor>): Promise<Environment> {
  vi.stubGlobal('document', {});
  vi.stubGlobal('window', {});
  for (const [name, descriptor] of Object.entries(globals)) {
    vi.stubGlobal(name, undefined);
    Object.defineProperty(globalThis, name, { configurable: true, ...descriptor });
  }
  vi.resetModules();
  const { defaultEnvironment } = await import('./environment-defaults.ts');
  return defaultEnvironment();
}

const throws = (): never => {
  throw new DOMException('blocked', 'SecurityError');
};

test.each<[string, PropertyDescriptor]>([
  ['absent', { value: undefined, writable: true }],
  ['null', { value: null, writable: true }],
  ['forbidden', { get: throws, set: () => {} }],
])('a page where IndexedDB is %s is told that nothing is kept', async (_how, indexedDB) => {
  const environment = await inPage({ indexedDB });
  await expect(environment.openDevice?.('any')).rejects.toMatchObject({ problem: 'blocked' });
});

test('a page whose BroadcastChannel throws has no tabs to talk to', async () => {
  const environment = await inPage({ BroadcastChannel: { value: throws, writable: true } });
  expect(environment.openChannel).toBeNull();
});
