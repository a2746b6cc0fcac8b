/** Elements of Word's that the library has no class for. */
import { FileChild, XmlComponent } from 'docx';

/** Blocks with a name around them that Word keeps (`w:sdt`). */
export class ContentControl extends FileChild {
  constructor(tag: string, children: readonly XmlComponent[]) {
    super('w:sdt');
    this.root.push({ 'w:sdtPr': [{ 'w:tag': { _attr: { 'w:val': tag } } }] }, new Content(children));
  }
}

class Content extends FileChild {
  constructor(children: readonly XmlComponent[]) {
    super('w:sdtContent');
    this.root.push(...children);
  }
}

/** A new line in a run (`w:br`). */
export class LineBreak extends XmlComponent {
  constructor() {
    super('w:br');
  }
}
