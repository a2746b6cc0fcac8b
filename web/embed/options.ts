/** What a host app says and hears. This file imports nothing, so that its types stand by themselves. */

export interface EditorUser {
  readonly name: string;
  /** index 1 to 8 into the presence colours; absent: one is chosen by the id or the name */
  readonly color?: number;
  /** the same for all tabs and devices of one person, so that they are shown once */
  readonly id?: string;
}

export interface EditorOptions {
  /** base URL of the Manyhands server, with or without a trailing slash and a sub-path: `https://docs.example.com/hands` */
  readonly server: string;
  /** the document's name: 1 to 512 bytes of UTF-8, slashes allowed */
  readonly document: string;
  /** asked on connect and after a 401; absent where access is open */
  readonly token?: () => Promise<string>;
  /** who is writing; absent: a guest, who can choose a name and a colour that stay in this browser */
  readonly user?: EditorUser;
  /** default `auto`: whichever of the two works on this network */
  readonly transport?: 'auto' | 'websocket' | 'polling';
  /** keep a copy and the unsent edits on this device; default true where the browser can */
  readonly offline?: boolean;
  /** default `edit`; the server has the last word */
  readonly mode?: 'edit' | 'view';
  /** default false */
  readonly autofocus?: boolean;
  /** default true */
  readonly toolbar?: boolean;
  /** `full` (default): with the bar that has title, status, people and sharing. `none`: the status stands in the toolbar */
  readonly chrome?: 'full' | 'none';
  /** default: as the system */
  readonly theme?: 'light' | 'dark' | 'system';
  /** default: as the system */
  readonly contrast?: 'more' | 'system';
  /** of the interface, default that of the element; each block of text finds its own */
  readonly dir?: 'ltr' | 'rtl';
  /** a link at the start of the bar */
  readonly back?: { readonly href: string; readonly label: string };
  /**
   * the other documents that can be mentioned with an `@`, and where each opens. `list` is asked each time, newest first; `href` of a name that
   * it does not know is null. Absent: none can be mentioned, and those that are cannot be followed
   */
  readonly documents?: {
    readonly list: () => readonly { readonly name: string; readonly title: string }[];
    readonly href: (name: string) => string | null;
  };
  /** what the share dialog gives out; default: the document on its server */
  readonly link?: string;
  /** the element fills the window and is the page, as on Manyhands' own site; default false: it is a box in somebody's page */
  readonly page?: boolean;
}

/** Where the person's own edits are. `count` is how many the server has not acknowledged. */
export interface EditorStatus {
  readonly kind: 'connecting' | 'saved' | 'saving' | 'offline' | 'refused' | 'closed';
  readonly count: number;
  /** null while not connected */
  readonly transport: 'websocket' | 'polling' | null;
  /** for `refused` and `closed`: the protocol's code, otherwise null */
  readonly code: string | null;
}

export interface EditorEvents {
  /** the document can be seen and, where that is allowed, written in */
  ready: () => void;
  status: (status: EditorStatus) => void;
  /** the text changed, by whomever */
  change: () => void;
  title: (title: string) => void;
  /** a guest chose another name or colour */
  user: (user: EditorUser) => void;
  error: (error: Error) => void;
}

export interface ManyhandsEditor {
  /** gives its own stop */
  on<Name extends keyof EditorEvents>(name: Name, listener: EditorEvents[Name]): () => void;
  readonly status: EditorStatus;
  readonly title: string;
  /** the text without its formats, '' before `ready` */
  getText(): string;
  undo(): void;
  redo(): void;
  focus(): void;
  /** resolves when everything written so far is on the server's disk */
  saved(): Promise<void>;
  /** takes the editor out of the page and says goodbye; unsent edits stay on the device */
  destroy(): Promise<void>;
}
