/** A chip in a line of text: one position, which the caret passes in one step and which is deleted as a whole. */
import { $create, $getDocument, DecoratorNode } from 'lexical';
import type {
  DOMExportOutput,
  EditorConfig,
  LexicalNode,
  LexicalUpdateJSON,
  SerializedLexicalNode,
  Spread,
} from 'lexical';
import { chipText, parseChip } from '../chips.ts';
import type { Chip } from '../chips.ts';
import { $themedElement } from './themed-element.ts';

type SerializedChipNode = Spread<{ chip: Chip }, SerializedLexicalNode>;

const NOTHING: Chip = { t: 'formula', tex: '?' };

export class ChipNode extends DecoratorNode<null> {
  __chip: Chip = NOTHING;

  override $config() {
    return this.config('chip', { extends: DecoratorNode });
  }

  override afterCloneFrom(previous: this): void {
    super.afterCloneFrom(previous);
    this.__chip = previous.__chip;
  }

  getChip(): Chip {
    return this.getLatest().__chip;
  }

  setChip(chip: Chip): this {
    const self = this.getWritable();
    self.__chip = chip;
    return self;
  }

  override exportJSON(): SerializedChipNode {
    return { ...super.exportJSON(), chip: this.getChip() };
  }

  /** Throws for what is no chip: what is on a clipboard may come from anywhere. */
  override updateFromJSON(json: LexicalUpdateJSON<SerializedChipNode>): this {
    const chip = parseChip(json.chip);
    if (chip === null) throw new TypeError('this is no chip');
    return super.updateFromJSON(json).setChip(chip);
  }

  /** Says what plain text says; a page may show it better. */
  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'span', 'chip');
    const chip = this.getChip();
    element.dataset['chip'] = chip.t;
    element.textContent = chipText(chip);
    return element;
  }

  override updateDOM(previous: this): boolean {
    return previous.__chip !== this.__chip;
  }

  override exportDOM(): DOMExportOutput {
    const chip = this.getChip();
    const element = $getDocument().createElement(chip.t === 'date' ? 'time' : 'span');
    if (chip.t === 'date') element.setAttribute('datetime', chip.date);
    element.textContent = chipText(chip);
    return { element };
  }

  override getTextContent(): string {
    return chipText(this.getChip());
  }

  override isInline(): true {
    return true;
  }

  override isKeyboardSelectable(): false {
    return false;
  }
}

export function $createChipNode(chip: Chip): ChipNode {
  return $create(ChipNode).setChip(chip);
}

export function $isChipNode(node: LexicalNode | null | undefined): node is ChipNode {
  return node instanceof ChipNode;
}
