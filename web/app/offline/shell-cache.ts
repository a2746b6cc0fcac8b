/** What a build is made of, as far as a page needs it to start. */
export interface Shell {
  /** another one for each build */
  readonly version: string;
  /** paths under assets/ with a hash in their names: what is under one of them never changes */
  readonly hashed: readonly string[];
  /** paths that keep their names from build to build, the page itself excepted */
  readonly named: readonly string[];
}

interface World {
  readonly caches: Pick<CacheStorage, 'open' | 'keys' | 'delete'>;
  readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>;
  readonly after: (delayMs: number) => Promise<void>;
  /** of the site, such as `https://docs.example.com` */
  readonly origin: string;
}

const PREFIX = 'manyhands-shell-';
const PAGE = '/';
/** A page waits so long for the server before it starts from here. */
const PAGE_TIMEOUT_MS = 3_000;
/** What a proxy says for a server that is not there. */
const GONE: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * The site's page and scripts of one build, kept in the browser. The server comes first, so a new release is never masked: the page is taken
 * from here only where the server does not answer, and what has a hash in its name is the same wherever it comes from. Nothing else is
 * touched: no /sync, no /api, no page of anybody else's.
 */
export class ShellCache {
  readonly #shell: Shell;
  readonly #world: World;

  constructor(shell: Shell, world: World) {
    this.#shell = shell;
    this.#world = world;
  }

  /** Keeps all of the build, or nothing: rejects where the server has another one already, and the browser tries again later. */
  async install(): Promise<void> {
    const { hashed, named } = this.#shell;
    const cache = await this.#open();
    const keep = async (path: string, init?: RequestInit): Promise<void> => {
      const response = await this.#world.fetch(this.#world.origin + path, init);
      if (!response.ok || response.redirected) throw new Error(`${path} cannot be kept: ${response.status}`);
      if (init !== undefined && !this.#isOfThisBuild(await response.clone().text())) {
        throw new Error(`${path} is of another build`);
      }
      await cache.put(path, response);
    };
    try {
      await Promise.all([
        ...hashed.map((path) => keep(path)),
        ...[PAGE, ...named].map((path) => keep(path, { cache: 'no-cache' })),
      ]);
    } catch (error) {
      await this.#world.caches.delete(this.#name);
      throw error;
    }
  }

  /** Other builds' caches; what belongs to somebody else on this origin stays. */
  async deleteOthers(): Promise<void> {
    const names = await this.#world.caches.keys();
    const others = names.filter((name) => name.startsWith(PREFIX) && name !== this.#name);
    await Promise.all(others.map((name) => this.#world.caches.delete(name)));
  }

  /** Null for what is not its business: the browser then asks as if there were no worker. */
  answer(request: Request): Promise<Response> | null {
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'GET' || origin !== this.#world.origin) return null;
    if (request.mode === 'navigate') {
      return pathname === PAGE || pathname.startsWith('/d/') ? this.#page(request) : null;
    }
    if (this.#shell.hashed.includes(pathname)) return this.#hashed(request, pathname);
    return this.#shell.named.includes(pathname) ? this.#named(request, pathname) : null;
  }

  async #page(request: Request): Promise<Response> {
    const kept = await this.#kept(PAGE);
    const asked = this.#world.fetch(request);
    if (kept === undefined) return asked;
    // not heard any more when the time is over
    const answered = asked.then(
      (response) => (GONE.has(response.status) ? kept : response),
      () => kept,
    );
    return Promise.race([answered, this.#world.after(PAGE_TIMEOUT_MS).then(() => kept)]);
  }

  async #hashed(request: Request, path: string): Promise<Response> {
    return (await this.#kept(path)) ?? this.#world.fetch(request);
  }

  async #named(request: Request, path: string): Promise<Response> {
    try {
      const response = await this.#world.fetch(request);
      if (!GONE.has(response.status)) return response;
      return (await this.#kept(path)) ?? response;
    } catch (error) {
      const kept = await this.#kept(path);
      if (kept === undefined) throw error;
      return kept;
    }
  }

  /** While a release goes out to several nodes, a page may name scripts that are not in this build. */
  #isOfThisBuild(text: string): boolean {
    const names = text.match(/assets\/[\w./-]+/gu) ?? [];
    return names.every((name) => this.#shell.hashed.includes(`/${name}`));
  }

  async #kept(path: string): Promise<Response | undefined> {
    // encodings vary; one browser asks for the same
    return (await this.#open()).match(path, { ignoreVary: true });
  }

  #open(): Promise<Cache> {
    return this.#world.caches.open(this.#name);
  }

  get #name(): string {
    return PREFIX + this.#shell.version;
  }
}
