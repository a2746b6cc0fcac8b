import type { Klass, LexicalEditor, LexicalNode, NodeKey } from 'lexical';
import type { WritableStore } from './store.ts';

export interface Followed<Frame> {
  /** what is drawn over */
  readonly nodes: ReadonlyArray<Klass<LexicalNode>>;
  /** whose changes may move it as well */
  readonly parts?: ReadonlyArray<Klass<LexicalNode>>;
  /** Where the nodes lie, in px from `origin`. In a read of the editor. */
  readonly $measure: (keys: Iterable<NodeKey>, origin: DOMRect, view: Window) => readonly Frame[];
}

/**
 * Keeps `store` at where some nodes are, for a view that draws over the text; once a frame, and nothing while there are none. Gives its own
 * stop.
 */
export function followNodes<Frame>(
  editor: LexicalEditor,
  overlay: HTMLElement,
  store: WritableStore<readonly Frame[]>,
  { nodes, parts = [], $measure }: Followed<Frame>,
): () => void {
  const view = overlay.ownerDocument.defaultView;
  if (view === null) return () => {};
  const keys = new Set<NodeKey>();
  let frame = 0;
  const measure = (): void => {
    frame = 0;
    const origin = overlay.getBoundingClientRect();
    store.set(editor.getEditorState().read(() => $measure(keys, origin, view)));
  };
  const schedule = (): void => {
    if (frame !== 0) return;
    if (keys.size === 0) store.set([]);
    else frame = view.requestAnimationFrame(measure);
  };
  const onNodes = (changes: ReadonlyMap<NodeKey, string>): void => {
    for (const [key, change] of changes) {
      if (change === 'destroyed') keys.delete(key);
      else keys.add(key);
    }
    schedule();
  };
  const sizes = new view.ResizeObserver(schedule);
  sizes.observe(overlay);
  const stops = [
    ...nodes.map((node) => editor.registerMutationListener(node, onNodes)),
    ...parts.map((part) => editor.registerMutationListener(part, schedule)),
    editor.registerUpdateListener(schedule),
  ];
  return () => {
    for (const stop of stops) stop();
    sizes.disconnect();
    view.cancelAnimationFrame(frame);
    store.set([]);
  };
}
