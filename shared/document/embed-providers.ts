/**
 * Whose content may be shown inside a document, and under which address. An address that is none of theirs is a link, whatever it says:
 * the host's name has to be theirs to the letter, and what is taken of the path is an id of letters, digits and signs that mean nothing.
 */
export interface Provider {
  readonly id: 'youtube' | 'vimeo' | 'figma' | 'loom' | 'gist';
  readonly name: string;
  /** whom a reader shows something to when they show this, such as `youtube-nocookie.com` */
  readonly host: string;
  /** width by height */
  readonly ratio: number;
  /** the hosts that addresses of it have */
  readonly hosts: readonly string[];
  /** the address to show in a frame; null where this one shows nothing of its own */
  frame(url: URL): string | null;
}

const ID = /^[\w-]{5,40}$/u;
const idOf = (value: string | null | undefined): string | null => (value != null && ID.test(value) ? value : null);
const parts = (url: URL): string[] => url.pathname.split('/').filter((part) => part !== '');

const WIDE = 16 / 9;

export const PROVIDERS: readonly Provider[] = [
  {
    id: 'youtube',
    name: 'YouTube',
    host: 'youtube-nocookie.com',
    ratio: WIDE,
    hosts: ['youtube.com', 'www.youtube.com', 'm.youtube.com', 'youtu.be', 'www.youtube-nocookie.com'],
    frame(url) {
      const [first, second] = parts(url);
      const id =
        url.hostname === 'youtu.be'
          ? idOf(first)
          : first === 'watch'
            ? idOf(url.searchParams.get('v'))
            : ['embed', 'shorts', 'live'].includes(first ?? '')
              ? idOf(second)
              : null;
      if (id === null) return null;
      const start = /^(?:t=)?(\d{1,6})s?$/u.exec(url.searchParams.get('t') ?? url.searchParams.get('start') ?? '')?.[1];
      return `https://www.youtube-nocookie.com/embed/${id}${start === undefined ? '' : `?start=${start}`}`;
    },
  },
  {
    id: 'vimeo',
    name: 'Vimeo',
    host: 'vimeo.com',
    ratio: WIDE,
    hosts: ['vimeo.com', 'www.vimeo.com', 'player.vimeo.com'],
    frame(url) {
      const all = parts(url);
      const [first, second] = all[0] === 'video' ? all.slice(1) : all;
      if (first === undefined || !/^\d{5,12}$/u.test(first)) return null;
      // a video that is not listed has a second id
      const hash = idOf(second ?? url.searchParams.get('h'));
      return `https://player.vimeo.com/video/${first}?dnt=1${hash === null ? '' : `&h=${hash}`}`;
    },
  },
  {
    id: 'figma',
    name: 'Figma',
    host: 'figma.com',
    ratio: 4 / 3,
    hosts: ['figma.com', 'www.figma.com'],
    frame(url) {
      const [kind, id] = parts(url);
      if (!['file', 'design', 'proto', 'board'].includes(kind ?? '') || idOf(id) === null) return null;
      return `https://www.figma.com/embed?embed_host=share&url=${encodeURIComponent(url.href)}`;
    },
  },
  {
    id: 'loom',
    name: 'Loom',
    host: 'loom.com',
    ratio: WIDE,
    hosts: ['loom.com', 'www.loom.com'],
    frame(url) {
      const [kind, id] = parts(url);
      const known = (kind === 'share' || kind === 'embed') && idOf(id) !== null;
      return known ? `https://www.loom.com/embed/${id}` : null;
    },
  },
  {
    id: 'gist',
    name: 'GitHub Gist',
    host: 'gist.github.com',
    ratio: WIDE,
    hosts: ['gist.github.com'],
    frame(url) {
      const [user, id] = parts(url);
      if (user === undefined || !/^[\w-]{1,40}$/u.test(user) || id === undefined || !/^[\da-f]{5,40}$/u.test(id))
        return null;
      return `https://gist.github.com/${user}/${id}.pibb`;
    },
  },
];

export interface EmbedFrame {
  readonly provider: Provider;
  readonly src: string;
}

/** Null where an address is shown as a link. */
export function frameOf(address: string): EmbedFrame | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username !== '' || url.password !== '' || url.port !== '') return null;
  const provider = PROVIDERS.find(({ hosts }) => hosts.includes(url.hostname));
  const src = provider?.frame(url) ?? null;
  return provider === undefined || src === null ? null : { provider, src };
}
