/** A box that sets its blocks apart: a note, a tip, a warning … */
import { $create, $getState, $setState, createState, ElementNode } from 'lexical';
import type { EditorConfig, LexicalNode } from 'lexical';
import { $themedElement } from './themed-element.ts';

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
    const element = $themedElement(config, 'aside', 'callout');
    element.dataset['callout'] = this.getKind();
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
