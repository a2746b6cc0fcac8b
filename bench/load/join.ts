import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import * as Y from 'yjs';
import { openClient } from './bench-client.ts';
import { Histogram } from './histogram.ts';
import { longDocument } from './long-document.ts';
import type { Figures, Target } from './scenario.ts';
import { cpuMicroseconds, residentBytes } from './usage.ts';

const DOCUMENT_BYTES = 1_900_000;
const PEOPLE = 50;
const CACHE = joinPath(import.meta.dirname, '../../.cache/bench');
const ARRIVE_MS = 60_000;

/** Made once a machine: it takes some seconds. */
function document(): { update: Uint8Array; text: string } {
  const file = joinPath(CACHE, `long-${DOCUMENT_BYTES}.bin`);
  if (!existsSync(file)) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(file, longDocument(DOCUMENT_BYTES).update);
  }
  const update = readFileSync(file);
  return { update, text: textOf([update]) };
}

function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText('text').toJSON();
}

const sizeOf = (updates: readonly Uint8Array[]): number => updates.reduce((sum, update) => sum + update.length, 0);

/** 50 people open a document of 1.9 MB at once, while the two who made it have it open. */
export async function join(target: Target): Promise<Figures> {
  const { update, text } = document();
  const name = `bench-${process.pid}-long`;
  const author = await openClient({ target, document: name, onUpdate: () => undefined });
  const probed: Uint8Array[] = [];
  const probe = await openClient({ target, document: name, onUpdate: (u) => probed.push(u) });
  author.edit(update);
  const deadline = performance.now() + ARRIVE_MS;
  while (sizeOf(probed) < 0.9 * update.length && performance.now() < deadline) await after(20);

  const cpu = cpuMicroseconds(target.pid);
  const start = performance.now();
  const times = new Histogram();
  const received: Uint8Array[][] = [];
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async () => {
      const updates: Uint8Array[] = [];
      const client = await openClient({ target, document: name, onUpdate: (u) => updates.push(u) });
      times.record(performance.now() - start);
      received.push(updates);
      return client;
    }),
  );
  const wholeMs = performance.now() - start;
  const spent = cpuMicroseconds(target.pid) - cpu;
  for (const client of [author, probe, ...people]) client.close();
  return {
    deliveries: PEOPLE,
    deliveriesPerSecond: null,
    cpuMicrosecondsEach: spent / PEOPLE,
    cpuShare: spent / (1000 * wholeMs),
    p50Ms: times.quantile(0.5),
    p99Ms: times.quantile(0.99),
    wholeMs,
    residentBytes: residentBytes(target.pid),
    bytesPerConnection: null,
    fault: faultOf(received, text),
  };
}

/** Everybody's bytes make the text that was put in. Equal bytes are read once. */
function faultOf(received: readonly Uint8Array[][], text: string): string | null {
  const kinds = new Map<string, readonly Uint8Array[]>();
  for (const updates of received) {
    const hash = createHash('sha256');
    for (const update of updates) hash.update(update);
    kinds.set(hash.digest('hex'), updates);
  }
  for (const updates of kinds.values()) {
    const has = textOf(updates);
    if (has !== text) return `somebody has ${has.length} of ${text.length} characters, or others`;
  }
  return null;
}
