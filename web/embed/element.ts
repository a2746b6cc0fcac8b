import { createEditor } from './create-editor.tsx';
import type { EditorOptions, ManyhandsEditor } from './options.ts';

const CHOICES = ['transport', 'theme', 'contrast', 'mode', 'chrome', 'dir'] as const;

/**
 * `<many-hands server="https://docs.example.com" document="team/plan">`: the editor in a shadow root. Further attributes: `user-name`,
 * `transport`, `theme`, `contrast`, `mode`, `chrome`, `dir`, `autofocus`. It is as large as its box; without a height of its own it is 480px
 * high. Events of the editor come as DOM events named `manyhands-…`, what they carry in `detail`.
 */
export class ManyHandsElement extends HTMLElement {
  static readonly observedAttributes = [
    'server',
    'document',
    'user-name',
    'transport',
    'theme',
    'contrast',
    'mode',
    'chrome',
    'dir',
  ];

  #editor: ManyhandsEditor | null = null;
  #restart = false;
  #isScheduled = false;

  /** null while the element is not in a page, or has no document to show */
  get editor(): ManyhandsEditor | null {
    return this.#editor;
  }

  connectedCallback(): void {
    this.#schedule();
  }

  disconnectedCallback(): void {
    // moved within the page, it comes back in the same turn
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after && this.isConnected) {
      this.#restart = true;
      this.#schedule();
    }
  }

  /** Several attributes set one after the other start one editor. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (!this.isConnected) return;
      if (this.#restart) this.#stop();
      this.#restart = false;
      if (this.#editor === null) this.#start();
    });
  }

  #start(): void {
    const options = this.#options();
    if (options === null) return;
    const root = this.shadowRoot ?? this.#makeRoot();
    const box = this.ownerDocument.createElement('div');
    box.className = 'fill';
    root.replaceChildren(box);
    const tell = (name: string, detail?: unknown): void => {
      this.dispatchEvent(new CustomEvent(`manyhands-${name}`, { detail, bubbles: true, composed: true }));
    };
    let editor: ManyhandsEditor;
    try {
      editor = createEditor(box, options as unknown as EditorOptions);
    } catch (error) {
      // an attribute that cannot be one: the page hears of it, its author reads it, the rest of the page goes on
      box.setAttribute('role', 'alert');
      box.textContent = error instanceof Error ? error.message : String(error);
      tell('error', error);
      reportError(error);
      return;
    }
    this.#editor = editor;
    editor.on('ready', () => tell('ready'));
    editor.on('status', (status) => tell('status', status));
    editor.on('change', () => tell('change'));
    editor.on('title', (title) => tell('title', title));
    editor.on('error', (error) => tell('error', error));
  }

  #makeRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    for (const type of ['keydown', 'keypress', 'keyup'] as const) root.addEventListener(type, keepLetters);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      ':host { display: block; block-size: 480px; } :host([hidden]) { display: none; } .fill { block-size: 100%; --mh-block-size: 100%; } .fill > .mh-app { block-size: 100%; }',
    );
    root.adoptedStyleSheets = [sheet];
    return root;
  }

  #stop(): void {
    const editor = this.#editor;
    this.#editor = null;
    // edits that only this page held and could not send are told as an error of the page
    editor?.destroy().catch(reportError);
  }

  /** What the attributes say; createEditor tells what of it cannot be. */
  #options(): Record<string, unknown> | null {
    const document = this.getAttribute('document');
    if (document === null || document === '') return null;
    const name = this.getAttribute('user-name');
    const options: Record<string, unknown> = {
      server: this.getAttribute('server') ?? this.ownerDocument.location.origin,
      document,
      autofocus: this.hasAttribute('autofocus'),
    };
    if (name !== null && name !== '') options['user'] = { name };
    for (const choice of CHOICES) {
      const value = this.getAttribute(choice);
      // `dir="auto"` is HTML's own and asks nothing of the interface
      if (value !== null && value !== '' && value !== 'auto') options[choice] = value;
    }
    return options;
  }
}

/**
 * What is typed here is no shortcut of the page: to its listeners a key from within comes from `<many-hands>`, which is no field. Keys with
 * Ctrl, Alt or Cmd, and those that have a name, such as Escape, reach the page.
 */
function keepLetters(event: Event): void {
  if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.altKey || event.metaKey) return;
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement) || !(target.isContentEditable || target.matches('input, textarea'))) return;
  if (Array.from(event.key).length === 1) event.stopPropagation();
}

if (customElements.get('many-hands') === undefined) customElements.define('many-hands', ManyHandsElement);
