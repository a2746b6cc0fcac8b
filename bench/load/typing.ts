import { setTimeout as after } from 'node:timers/promises';
import { openClient } from './bench-client.ts';
import type { BenchClient } from './bench-client.ts';
import { Histogram } from './histogram.ts';
import { Keystrokes, Readings } from './keystrokes.ts';
import type { Figures, Target } from './scenario.ts';
import { cpuMicroseconds, residentBytes } from './usage.ts';

/** People in documents, some of whom type. Fan-out, quiet, documents and flood differ only in how many and in what makes them type. */

export interface Crowd {
  readonly documents: number;
  readonly peopleInEach: number;
  readonly typistsInEach: number;
}

interface Person {
  readonly document: number;
  readonly client: BenchClient;
  readonly readings: Readings;
}

interface Typist {
  readonly document: number;
  readonly client: BenchClient;
  readonly keystrokes: Keystrokes;
  readonly sentAt: number[];
}

const DRAIN_MS = 60_000;
const AHEAD = 4_000;
const OPEN_AT_ONCE = 25;

export class TypingCrowd {
  readonly #target: Target;
  readonly #crowd: Crowd;
  readonly #people: Person[] = [];
  readonly #typists: Typist[] = [];
  /** what a delivery to the witness (the last person of a document, who never types) sets off */
  onWitnessed: (typist: number) => void = () => undefined;
  #latency = new Histogram();
  #total = 0;
  #mark = { cpu: 0, at: 0, sent: 0 };

  private constructor(target: Target, crowd: Crowd) {
    this.#target = target;
    this.#crowd = crowd;
  }

  static async open(target: Target, crowd: Crowd): Promise<TypingCrowd> {
    const self = new TypingCrowd(target, crowd);
    const run = `${process.pid}`;
    const total = crowd.documents * crowd.peopleInEach;
    for (let from = 0; from < total; from += OPEN_AT_ONCE) {
      const some = Array.from({ length: Math.min(OPEN_AT_ONCE, total - from) }, (_, i) => self.#enter(from + i, run));
      await Promise.all(some);
    }
    self.#people.sort((a, b) => a.document - b.document);
    return self;
  }

  async #enter(index: number, run: string): Promise<void> {
    const document = Math.floor(index / this.#crowd.peopleInEach);
    const place = index % this.#crowd.peopleInEach;
    const witness = place === this.#crowd.peopleInEach - 1;
    const typing = place < this.#crowd.typistsInEach;
    const writer = typing ? document * this.#crowd.typistsInEach + place : -1;
    const readings = new Readings(writer, (by, first, count) => this.#delivery(by, first, count, witness));
    const client = await openClient({
      target: this.#target,
      document: `bench-${run}-${document}`,
      onUpdate: (update) => readings.read(update),
    });
    this.#people.push({ document, client, readings });
    if (typing) this.#typists[writer] = { document, client, keystrokes: new Keystrokes(writer, AHEAD), sentAt: [] };
  }

  #delivery(writer: number, first: number, count: number, witness: boolean): void {
    const now = performance.now();
    const typist = this.#typists[writer];
    for (let i = 0; i < count; i++) this.#latency.record(now - (typist?.sentAt[first + i] ?? now));
    this.#total += count;
    if (witness) for (let i = 0; i < count; i++) this.onWitnessed(writer);
  }

  get typists(): number {
    return this.#typists.length;
  }

  type(index: number): void {
    const typist = this.#typists[index];
    if (typist === undefined) throw new Error(`there is no typist ${index}`);
    const clock = typist.sentAt.length;
    typist.sentAt.push(performance.now());
    typist.client.edit(typist.keystrokes.update(clock));
  }

  /** What was sent so far, and what everybody else should have of it. */
  #expected(): { sent: number; deliveries: number } {
    let sent = 0;
    for (const typist of this.#typists) sent += typist.sentAt.length;
    return { sent, deliveries: sent * (this.#crowd.peopleInEach - 1) };
  }

  /** Resolves when everybody has everything or DRAIN_MS have passed. */
  async drained(): Promise<void> {
    const { deliveries } = this.#expected();
    const deadline = performance.now() + DRAIN_MS;
    while (this.#total < deliveries && performance.now() < deadline) await after(5);
  }

  startMeasuring(): void {
    this.#latency = new Histogram();
    this.#mark = { cpu: cpuMicroseconds(this.#target.pid), at: performance.now(), sent: this.#expected().sent };
  }

  /** `each`: what the CPU time is divided by. */
  finish(each: 'delivery' | 'update'): Figures {
    const cpu = cpuMicroseconds(this.#target.pid) - this.#mark.cpu;
    const ms = performance.now() - this.#mark.at;
    const sent = this.#expected().sent - this.#mark.sent;
    const deliveries = sent * (this.#crowd.peopleInEach - 1);
    return {
      deliveries,
      deliveriesPerSecond: (1000 * deliveries) / ms,
      cpuMicrosecondsEach: cpu / (each === 'delivery' ? deliveries : sent),
      cpuShare: cpu / (1000 * ms),
      p50Ms: this.#latency.quantile(0.5),
      p99Ms: this.#latency.quantile(0.99),
      wholeMs: null,
      residentBytes: residentBytes(this.#target.pid),
      bytesPerConnection: null,
      fault: this.#fault(),
    };
  }

  /** Everybody has everything that others typed in their document, in order and letter by letter. */
  #fault(): string | null {
    for (const [index, person] of this.#people.entries()) {
      if (person.readings.fault !== null) return `person ${index}: ${person.readings.fault}`;
      for (const [writer, typist] of this.#typists.entries()) {
        if (typist.document !== person.document || typist.client === person.client) continue;
        const has = person.readings.countOf(writer);
        if (has !== typist.sentAt.length)
          return `person ${index} has ${has} of ${typist.sentAt.length} of writer ${writer}`;
      }
    }
    return null;
  }

  close(): void {
    for (const { client } of this.#people) client.close();
  }
}
