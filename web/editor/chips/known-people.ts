/** Whom one may want to mention: who is here, who was here since this page was opened, and who is mentioned in the document. */
import { $getEditor, type LexicalEditor } from 'lexical';
import { $isChipNode } from '#shared/document/nodes.ts';
import type { People } from '../people.ts';
import type { Store } from '../store.ts';

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly isHere: boolean;
}

export interface KnownPeople {
  /** who is here first, others by name */
  list(): readonly KnownPerson[];
  stop(): void;
}

export function watchKnownPeople(editor: LexicalEditor, people: Store<People>): KnownPeople {
  const seen = new Map<string, string>();
  const note = (): void => {
    for (const { id, name } of people.get().people) seen.set(id, name);
  };
  note();
  const stop = people.subscribe(note);
  return {
    list() {
      const here = people.get().people;
      const known = new Map<string, string>(editor.read('latest', $mentioned));
      for (const [id, name] of seen) known.set(id, name);
      for (const { id } of here) known.delete(id);
      const away = [...known].map(([id, name]): KnownPerson => ({ id, name, self: false, isHere: false }));
      away.sort((a, b) => a.name.localeCompare(b.name));
      return [...here.map(({ id, name, self }): KnownPerson => ({ id, name, self, isHere: true })), ...away];
    },
    stop,
  };
}

function $mentioned(): Array<[id: string, name: string]> {
  const found: Array<[string, string]> = [];
  for (const node of $getEditor().getEditorState()._nodeMap.values()) {
    const chip = $isChipNode(node) ? node.getChip() : null;
    if (chip?.t === 'person') found.push([chip.id, chip.name]);
  }
  return found;
}
