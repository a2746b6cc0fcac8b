import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '#shared/clock.ts';
import type { Converted } from './content.ts';
import { MAX_PDF_BYTES, MAX_PRINTS, MAX_WAITING_PRINTS, PRINT_TIMEOUT_MS } from './limits.ts';

export interface PdfPrinter {
  /** Whether one more page would be taken; to be asked before much is loaded for it. */
  readonly hasRoom: boolean;
  /** A page as a PDF. The page is one file: nothing that it names is loaded. */
  print(html: Uint8Array, signal?: AbortSignal): Promise<Converted<Uint8Array<ArrayBuffer>>>;
  /** Ends what is under way. */
  close(): void;
}

/**
 * No network in three ways: no name is found, a proxy that is not there for addresses, and the page's own policy, which also lets no script
 * run. (Scripts cannot be off altogether: Chromium prints by one.) Nothing is kept between two pages. Chromium has its own sandbox, but as
 * root, where it refuses to run with it.
 */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-breakpad',
  '--no-first-run',
  '--no-default-browser-check',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--no-pdf-header-footer',
  '--generate-pdf-document-outline',
] as const;

const GIVEN_UP = { kind: 'failed', reason: 'nobody waits for it any more' } as const;
const PAGE = 'page.html';
const PDF = 'page.pdf';

/** Prints with Chromium, a process for each page, a few at a time. */
export class ChromiumPrinter implements PdfPrinter {
  readonly #program: string;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #waiting: Array<() => void> = [];
  readonly #closing = new AbortController();
  #prints = 0;

  constructor(program: string, clock: Pick<Clock, 'after'>) {
    this.#program = program;
    this.#clock = clock;
  }

  get hasRoom(): boolean {
    return !this.#closing.signal.aborted && this.#waiting.length < MAX_WAITING_PRINTS;
  }

  async print(html: Uint8Array, signal?: AbortSignal): Promise<Converted<Uint8Array<ArrayBuffer>>> {
    if (!this.hasRoom) return { kind: 'busy' };
    const ended = AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])]);
    await this.#turn();
    try {
      if (ended.aborted) return GIVEN_UP;
      return await this.#inFolder((folder) => this.#run(folder, html, ended));
    } finally {
      this.#prints -= 1;
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #turn(): Promise<void> {
    if (this.#prints >= MAX_PRINTS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#prints += 1;
  }

  async #inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'manyhands-print-'));
    try {
      return await work(folder);
    } finally {
      // what a process that was ended has not let go of yet
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }

  async #run(folder: string, html: Uint8Array, ended: AbortSignal): Promise<Converted<Uint8Array<ArrayBuffer>>> {
    const [page, pdf] = [join(folder, PAGE), join(folder, PDF)];
    await writeFile(page, html);
    if (ended.aborted) return GIVEN_UP;
    const ending = await this.#start(folder, pathToFileURL(page).href, pdf, ended);
    if (ending !== null) return ending;
    const size = await stat(pdf).then(
      (found) => found.size,
      () => 0,
    );
    if (size === 0) return { kind: 'failed', reason: 'Chromium wrote nothing' };
    if (size > MAX_PDF_BYTES) return { kind: 'refused', reason: `a PDF may have ${MAX_PDF_BYTES} bytes` };
    return { kind: 'converted', value: new Uint8Array(await readFile(pdf)) };
  }

  /** Null once it has ended by itself, with whatever came of it. */
  #start(
    folder: string,
    url: string,
    pdf: string,
    ended: AbortSignal,
  ): Promise<Exclude<Converted<never>, { kind: 'converted' }> | null> {
    return new Promise((resolve) => {
      const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const args = [...FLAGS, ...root, `--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${pdf}`, url];
      // a group of its own, so that what it starts ends with it; nothing of this process's environment but where programs are
      const child = spawn(this.#program, args, {
        detached: true,
        stdio: 'ignore',
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' },
      });
      const settle = (ending: Exclude<Converted<never>, { kind: 'converted' }> | null): void => {
        stopClock();
        ended.removeEventListener('abort', giveUp);
        endGroup(child.pid);
        resolve(ending);
      };
      const giveUp = (): void => settle(GIVEN_UP);
      const stopClock = this.#clock.after(PRINT_TIMEOUT_MS, () =>
        settle({ kind: 'refused', reason: `printing may take ${PRINT_TIMEOUT_MS} ms` }),
      );
      ended.addEventListener('abort', giveUp);
      child.once('error', (error) => settle({ kind: 'failed', reason: error.message }));
      child.once('exit', () => settle(null));
    });
  }
}

/** Ends a process and all that it started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // all of them have ended
  }
}
