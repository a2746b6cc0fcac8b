/** A box that sets its blocks apart: a note, a tip, a warning … */
import { $create, $getDocument, $getState, $setState, addClassNamesToElement, createState, ElementNode } from 'lexical';
import type { EditorConfig, LexicalNode } from 'lexical';

export const CALLOUT_KINDS = ['note', 'tip', 'important', 'warning', 'caution'] as const;
export type CalloutKind = (typeof CALLOUT_KINDS)[number];

export function isCalloutKind(value: unknown): value is CalloutKind {
  return (CALLOUT_KINDS as readonly unknown[]).includes(value);
}

const kindState = createState('kind', {
  parse: (value: unknown): CalloutKind => (isCalloutKind(value) ? value : 'note'),
});

export class CalloutNode extends ElementNode {
  override $config() {
    return this.config('callout', { extends: ElementNode, stateConfigs: [{ flat: true, stateConfig: kindState }] });
  }

  getKind(): CalloutKind {
    return $getState(this, kindState);
  }

  setKind(kind: CalloutKind): this {
    return $setState(this, kindState, kind);
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $getDocument().createElement('aside');
    element.dataset['callout'] = this.getKind();
    const theme: unknown = config.theme['callout'];
    if (typeof theme === 'string') addClassNamesToElement(element, theme);
    return element;
  }

  override updateDOM(_previous: this, element: HTMLElement): false {
    element.dataset['callout'] = this.getKind();
    return false;
  }

  override isShadowRoot(): true {
    return true;
  }

  override canBeEmpty(): false {
    return false;
  }
}

export function $createCalloutNode(kind: CalloutKind = 'note'): CalloutNode {
  return $create(CalloutNode).setKind(kind);
}

export function $isCalloutNode(node: LexicalNode | null | undefined): node is CalloutNode {
  return node instanceof CalloutNode;
}
