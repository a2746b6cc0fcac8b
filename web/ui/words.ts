/**
 * Every word that the interface says, in one place, so that it can be said in another language. Short, plain, about the person's work:
 * what happened, where the work is, what happens next, one thing to do. "Kept on this device" is local, "saved" is only for the server.
 */

const plurals = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

function count(n: number, one: string, other: string): string {
  return `${numbers.format(n)} ${plurals.select(n) === 'one' ? one : other}`;
}
const changes = (n: number): string => count(n, 'change', 'changes');
const are = (n: number): string => (plurals.select(n) === 'one' ? 'is' : 'are');
const they = (n: number): string => (plurals.select(n) === 'one' ? 'It' : 'They');
const seconds = (n: number): string => count(n, 'second', 'seconds');

export const words = {
  product: 'Manyhands',
  untitled: 'Untitled',
  title: 'Document title',
  document: 'Document text',
  placeholder: 'Start writing, or type / for blocks',
  skip: 'Skip to the document',
  back: 'Documents',
  loading: 'Opening the document',
  close: 'Close',
  done: 'Done',
  cancel: 'Cancel',
  save: 'Save',
  undo: 'Undo',
  redo: 'Redo',
  justNow: 'just now',

  pill: {
    saved: 'Saved',
    saving: (n: number) => `Saving ${changes(n)}`,
    connecting: 'Connecting',
    connectingKept: (n: number) => `Connecting · ${numbers.format(n)} kept here`,
    reconnecting: 'Reconnecting',
    reconnectingKept: (n: number) => `Reconnecting · ${numbers.format(n)} kept here`,
    reconnectingUnsent: (n: number) => `Reconnecting · ${numbers.format(n)} in this tab`,
    offline: 'Offline',
    offlineKept: (n: number) => `Offline · ${changes(n)} kept here`,
    offlineUnsent: (n: number) => `Offline · ${changes(n)} in this tab`,
    readOnly: 'Read only',
    readOnlyKept: (n: number) => `Read only · ${numbers.format(n)} kept here`,
    refused: (n: number) => `${changes(n)} not saved`,
    refusedShort: (n: number) => `${numbers.format(n)} not saved`,
    signIn: 'Sign in to save',
    notKept: 'Not kept on this device',
    closed: 'Not connected',
    fault: 'Not saved',
    unavailable: 'Not available',
  },

  notice: {
    offline: (n: number) =>
      n === 0 ? 'You are offline.' : `You are offline. ${changes(n)} ${are(n)} kept on this device.`,
    offlineText: (n: number) =>
      n === 0
        ? 'Keep writing. What you write is kept on this device and sent when the connection is back, and you will not see other people’s changes until then.'
        : `Keep writing. ${they(n)} will be sent when the connection is back, and you will not see other people’s changes until then.`,
    offlineUnkept: (n: number) =>
      n === 0 ? 'You are offline.' : `You are offline. ${changes(n)} ${are(n)} in this tab only.`,
    offlineUnkeptText: 'Keep this tab open. What you write will be sent when the connection is back.',
    reconnecting: 'The server does not answer.',
    retryIn: (s: number) => (s <= 0 ? 'Trying again now.' : `Trying again in ${seconds(s)}.`),
    kept: (n: number) => `${changes(n)} ${are(n)} kept on this device.`,
    connecting: 'Opening the copy on this device while we connect.',
    readOnly: 'You can read this document.',
    lostRole: (n: number) =>
      `Your role changed before ${changes(n)} ${plurals.select(n) === 'one' ? 'was' : 'were'} sent.`,
    lostRoleText: (n: number) => `${they(n)} ${are(n)} on this device only.`,
    unknownContent: 'This document holds something that this version cannot show.',
    unknownContentText:
      'You can read the rest, and nothing in it is lost. To write in it, reload to get the newest version.',
    fault: 'Something went wrong here, and the editor stopped.',
    faultText: 'What you typed last may not be saved. Copy it if you need it, then reload to go on.',
    refused: 'The server did not accept your last change.',
    refusedRest: 'The rest of your work is saved, and the change is still on this device.',
    refusedWhy: {
      'too-large': 'It is larger than this server takes.',
      malformed: 'The server could not read it.',
      'foreign-client': 'It was written under somebody else’s name.',
      gap: 'It builds on something that the server does not have.',
      other: 'It did not say why.',
    },
    serverFull: 'The server has no room left.',
    serverFullText: 'Your changes are kept on this device.',
    signedOut: 'You were signed out.',
    signedOutText: (n: number) =>
      n === 0 ? 'Everything is saved.' : `${changes(n)} ${are(n)} kept on this device until you sign in again.`,
    blocked: 'Not kept on this device.',
    blockedText: 'This browser does not let us keep a copy here. Stay online until the status says Saved.',
    full: 'This device is full.',
    fullText: 'New changes go straight to the server and are not kept here.',
    oldVersion: 'A new version of Manyhands is ready.',
    oldVersionText: (n: number) =>
      n === 0
        ? 'Reload to go on; your work is saved.'
        : `Reload to go on; ${changes(n)} ${are(n)} kept on this device and will be sent then.`,
    noAccess: 'There is no document here, or you have not been invited to it.',
    foreign: 'The server takes nothing from the address of this page.',
    closed: 'The server ended the connection.',
    tryNow: 'Try now',
    takeOut: 'Take it out',
    copyText: 'Copy my text',
    reload: 'Reload',
    dismiss: 'Dismiss',
  },

  unavailable: {
    foreign: 'This page may not open documents',
    foreignText:
      'The server takes nothing from the address of this page. Whoever runs the server can allow it; a sandboxed frame has no address to allow.',
    missing: 'Nothing to open here',
    missingText: 'There is no document here, or you have not been invited to it.',
    broken: 'This document cannot be opened now',
    brokenText: 'The server holds it but could not read it. Nothing was written over it.',
    unreachable: 'The server does not answer',
    unreachableText:
      'There is no copy of this document on this device yet, so there is nothing to show until the connection is back.',
    other: 'This document cannot be opened',
    tryAgain: 'Try again',
  },

  connection: {
    title: 'Connection',
    saved: 'Saved on the server',
    saving: 'Sending to the server',
    waiting: 'Waiting for the connection',
    notSaved: 'Not saved',
    slow: 'This is taking longer than usual.',
    websocket: 'Connected by WebSocket.',
    polling: 'Connected by long polling.',
    pollingWhileConnecting: 'The WebSocket is still opening; until then changes travel as ordinary requests.',
    pollingFailed: (time: string) =>
      `This network closed the WebSocket at ${time}, so changes travel as ordinary requests, about a second slower. Nothing was lost.`,
    pollingChosen: 'It was chosen here, instead of the WebSocket.',
    websocketChosen: 'It was chosen here.',
    lastSaved: 'Last saved',
    notYet: 'Nothing written yet',
    unsaved: 'Waiting to be saved',
    changes,
    keptHere: 'Kept on this device too',
    keptYes: 'Yes',
    keptNo: 'No',
    happened: 'What happened',
    tryWebSocket: 'Try WebSocket again',
    tryNow: 'Try now',
    copyReport: 'Copy report',
    events: {
      websocket: 'Connected by WebSocket',
      polling: 'Connected by long polling',
      lost: 'Connection lost; changes kept here',
      offline: 'No network; changes kept here',
      saved: 'All changes saved',
      sent: (n: number) => `Sent ${changes(n)} that ${n === 1 ? 'was' : 'were'} waiting`,
      refused: 'The server did not accept a change',
      closed: 'The server ended the connection',
    },
  },

  toast: {
    back: 'Back online.',
    backSaved: (n: number) => `Back online. ${changes(n)} saved.`,
    linkCopied: 'Link copied',
    markdownCopied: 'Copied as Markdown',
    textCopied: 'Copied',
    reportCopied: 'Report copied',
    copyFailed: 'This browser did not let us copy.',
    exportFailed: 'The export failed: the server did not answer.',
    exportFailedWhy: (why: string) => `The export failed: ${why}`,
    fault: 'Something in the editor went wrong. What you wrote is in the document.',
    tryAgain: 'Try again',
    notLoaded: 'This could not be opened: the server did not answer.',
  },

  people: {
    here: (n: number) => `${count(n, 'person', 'people')} here`,
    alone: 'Only you are here.',
    aloneText: 'Share the link, and the others show up here.',
    lastSeen: 'Last seen here',
    lastSeenList: (names: string) => `Last seen here: ${names}`,
    you: (name: string) => `${name} (you)`,
    youMark: '(you)',
    change: 'Change',
  },

  person: {
    title: 'Your name and colour',
    name: 'Name',
    nameHelp: 'Others see it beside your caret. It is kept in this browser.',
    nameMissing: 'Others need something to call you.',
    color: 'Colour',
    colors: ['Blue', 'Plum', 'Orange', 'Violet', 'Green', 'Red', 'Teal', 'Olive'],
  },

  share: {
    share: 'Share',
    title: (title: string) => `Share “${title}”`,
    text: 'Anyone with the link can open this document and write in it.',
    textView: 'Anyone with the link can open this document.',
    link: 'Link',
    copy: 'Copy link',
    byHand: 'This browser did not let us copy. The link is chosen: press Ctrl C.',
    byHandApple: 'This browser did not let us copy. The link is chosen: press ⌘C.',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    text: 'Text',
    blocks: 'Blocks',
    moving: 'Moving about',
    editing: 'Editing',
    typed: (typed: string) => `or type ${typed}`,
    slash: 'Insert a block',
    indent: 'Indent a list or code',
    outdent: 'Take the indent back',
    belowCode: 'Go on below a code block',
    followLink: 'Follow a link',
    leave: 'Leave the text',
    tools: 'To the toolbar',
    next: 'To the next part of the page',
    help: 'This list',
    click: 'click',
  },

  more: {
    more: 'More actions',
    copyMarkdown: 'Copy as Markdown',
    downloadMarkdown: 'Download Markdown',
    person: 'Your name and colour',
    print: 'Print',
    shortcuts: 'Keyboard shortcuts',
  },

  tools: {
    formatting: 'Formatting',
    selection: 'Formatting of the selected words',
    block: 'Kind of block',
    blocks: {
      text: 'Text',
      h1: 'Heading 1',
      h2: 'Heading 2',
      h3: 'Heading 3',
      quote: 'Quote',
      code: 'Code block',
      bullet: 'Bulleted list',
      number: 'Numbered list',
      check: 'Check list',
      other: 'Other',
    },
    bold: 'Bold',
    italic: 'Italic',
    underline: 'Underline',
    strikethrough: 'Strikethrough',
    code: 'Code',
    link: 'Link',
    divider: 'Divider line',
  },

  code: {
    plain: 'Plain text',
    language: (name: string) => `Language: ${name}`,
    copy: 'Copy code',
    copied: 'Code copied',
  },

  slash: {
    label: 'Insert a block',
    text: 'Text',
    lists: 'Lists',
    insert: 'Insert',
    choose: '↑↓ choose',
    insertKey: 'Enter insert',
    keep: (query: string) => `Esc keep “/${query}”`,
  },

  link: {
    text: 'Text',
    url: 'Link to',
    urlPlaceholder: 'example.org',
    bad: 'A link needs a web, mail or phone address.',
    open: 'Open link',
    copy: 'Copy link',
    remove: 'Remove link',
    apply: 'Apply',
  },

  outline: {
    outline: 'Outline',
    words: (n: number) => count(n, 'word', 'words'),
  },

  home: {
    documents: 'Documents',
    skip: 'Skip to documents',
    newDocument: 'New document',
    openByName: 'Open by name',
    openPlaceholder: 'Open by name',
    open: 'Open',
    badName: 'This cannot be a document’s name.',
    continueWriting: 'Continue writing',
    earlier: 'Earlier',
    start: 'Start something',
    blank: 'Blank page',
    blankText: 'Start writing',
    importFile: 'Import a file',
    importText: 'Markdown',
    importFailed: 'The file could not be imported: the server did not answer.',
    importFailedWhy: (why: string) => `The file could not be imported: ${why}`,
    empty: 'Nothing here yet',
    emptyText:
      'Write the first page, or bring one in from Markdown. Documents that you open in this browser are listed here.',
    remove: 'Remove from this list',
    removeOf: (title: string) => `Remove ${title} from this list`,
    unsent: (n: number) => `${changes(n)} only on this device`,
    noServer: 'There is no connection to the server.',
    noServerText: 'Documents that this device has a copy of open all the same, and can be written in.',
    removed: (title: string) => `“${title}” is no longer in the list. The document is still there.`,
    undo: 'Undo',
    you: (name: string) => `Your name and colour, ${name}`,
    opened: (when: string) => `Opened ${when}`,
    notFound: 'There is nothing at this address',
    notFoundText: 'The link may be cut off, or the page has another address now.',
    toDocuments: 'To your documents',
  },
} as const;

/** Names for guests, until they choose one: friendly, and nobody's own. */
export const GUEST_NAMES = {
  first: [
    'Amber',
    'Brisk',
    'Calm',
    'Clever',
    'Gentle',
    'Jolly',
    'Keen',
    'Lucky',
    'Merry',
    'Quiet',
    'Sunny',
    'Swift',
    'Warm',
    'Wise',
  ],
  second: [
    'Badger',
    'Crane',
    'Finch',
    'Fox',
    'Hare',
    'Heron',
    'Lark',
    'Lynx',
    'Marten',
    'Otter',
    'Owl',
    'Robin',
    'Stork',
    'Wren',
  ],
} as const;
