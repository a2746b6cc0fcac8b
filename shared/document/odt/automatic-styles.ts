import { el } from './xml.ts';
import type { XmlNode } from './xml.ts';

type Family = 'paragraph' | 'text' | 'table' | 'table-column' | 'table-row' | 'table-cell' | 'graphic';
type Props = Readonly<Record<string, string | undefined>>;

/** Looks that have no name of their own, each once; a part of the file lists them before the text. */
export class AutomaticStyles {
  readonly #names = new Map<string, string>();
  readonly #elements: XmlNode[] = [];

  get elements(): readonly XmlNode[] {
    return this.#elements;
  }

  /** The name of the style with this look; the parent's own where there is nothing to add, undefined where there is no parent either. */
  nameOf(family: Family, parent: string | undefined, look: Readonly<Record<string, Props>>): string | undefined {
    const parts = Object.entries(look)
      .map(([kind, props]) => [kind, Object.entries(props).filter(([, value]) => value !== undefined)] as const)
      .filter(([, props]) => props.length > 0);
    if (parts.length === 0) return parent;
    const key = JSON.stringify([family, parent, parts]);
    let name = this.#names.get(key);
    if (name === undefined) {
      name = `${family === 'text' ? 'T' : family === 'paragraph' ? 'P' : 'M'}${this.#names.size + 1}`;
      this.#names.set(key, name);
      this.#elements.push(
        el(
          'style:style',
          { 'style:name': name, 'style:family': family, 'style:parent-style-name': parent },
          parts.map(([kind, props]) => el(`style:${kind}-properties`, Object.fromEntries(props))),
        ),
      );
    }
    return name;
  }
}
