/** What a worker asks while it is at an office file: the files that a document has, or gets. The other end of the port is in the server. */
import type { MessagePort } from 'node:worker_threads';

/** From the worker. `id` is the question's. */
export type FileQuestion =
  | { readonly kind: 'keep'; readonly id: number; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'load'; readonly id: number; readonly src: string }
  /** the worker has begun, or is so far: from 0 to 1 */
  | { readonly kind: 'progress'; readonly part: number };

export type FileAnswer =
  | { readonly id: number; readonly kind: 'kept'; readonly src: string | null }
  | { readonly id: number; readonly kind: 'loaded'; readonly bytes: Uint8Array | null };

export interface FileHost {
  /** Keeps a file for the document; null where it cannot be kept. */
  readonly keep?: (name: string, bytes: Uint8Array) => Promise<string | null>;
  /** The bytes of a file by its address, null where there is none to be had. */
  readonly load?: (src: string) => Promise<Uint8Array | null>;
  readonly onProgress?: (part: number) => void;
}

/** Answers a worker's questions until the port is closed. */
export function hostFiles(port: MessagePort, { keep, load, onProgress }: FileHost): void {
  const answer = (message: FileAnswer): void => port.postMessage(message);
  port.on('message', (question: FileQuestion) => {
    switch (question.kind) {
      case 'progress':
        onProgress?.(question.part);
        break;
      case 'keep': {
        const { id, name, bytes } = question;
        const kept = keep?.(name, bytes) ?? Promise.resolve(null);
        kept.then(
          (src) => answer({ id, kind: 'kept', src }),
          () => answer({ id, kind: 'kept', src: null }),
        );
        break;
      }
      case 'load': {
        const { id, src } = question;
        const loaded = load?.(src) ?? Promise.resolve(null);
        loaded.then(
          (bytes) => answer({ id, kind: 'loaded', bytes }),
          () => answer({ id, kind: 'loaded', bytes: null }),
        );
        break;
      }
      default:
    }
  });
}

/** The worker's end. */
export class FilePort {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, (answer: FileAnswer) => void>();
  #asked = 0;
  #told = -1;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (answer: FileAnswer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  async keep(name: string, bytes: Uint8Array): Promise<string | null> {
    const answer = await this.#ask((id) => ({ kind: 'keep', id, name, bytes }));
    return answer.kind === 'kept' ? answer.src : null;
  }

  async load(src: string): Promise<Uint8Array | null> {
    const answer = await this.#ask((id) => ({ kind: 'load', id, src }));
    return answer.kind === 'loaded' ? answer.bytes : null;
  }

  /** Told in steps of a hundredth. */
  progress(part: number): void {
    const step = Math.floor(part * 100);
    if (step <= this.#told) return;
    this.#told = step;
    this.#send({ kind: 'progress', part: step / 100 });
  }

  close(): void {
    this.#port.close();
  }

  #ask(question: (id: number) => FileQuestion): Promise<FileAnswer> {
    this.#asked += 1;
    const id = this.#asked;
    const { promise, resolve } = Promise.withResolvers<FileAnswer>();
    this.#waiting.set(id, resolve);
    this.#send(question(id));
    return promise;
  }

  #send(question: FileQuestion): void {
    this.#port.postMessage(question, []);
  }
}
