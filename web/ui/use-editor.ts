import { useEffect, useRef, useState } from 'react';
import { createDocumentEditor } from '#web/editor/create-document-editor.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { useSteadyClientState } from './hooks.ts';
import type { InterfaceProps } from './interface.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

/** The editor, from the moment on that there is something to show. */
export function useEditor(props: InterfaceProps, onLink: () => void): DocumentEditor | null {
  const { client, server, document, token, onEditor, onError } = props;
  const { clock, apple, toasts, view } = useSurroundings();
  const ready = useSteadyClientState(client).content.kind === 'ready';
  const [editor, setEditor] = useState<DocumentEditor | null>(null);
  const link = useRef(onLink);
  link.current = onLink;
  const documents = useRef(props.documents);
  documents.current = props.documents;
  useEffect(() => {
    if (!ready) return undefined;
    const created = createDocumentEditor({
      doc: client.doc,
      awareness: client.awareness,
      clock,
      undo: client.undo,
      apple,
      placeholder: words.placeholder,
      boxes: words.boxes,
      words: words.leaves,
      files: { server, document, token, view },
      imageWords: words.images,
      onLink: () => link.current(),
      hrefOf: (id) => documents.current?.href(id) ?? null,
      onError: (error) => {
        onError(error);
        toasts.show({ kind: 'bad', text: words.toast.fault });
      },
    });
    setEditor(created);
    onEditor(created);
    const stopHolding = client.holdWhile((update) => created.holds(update));
    return () => {
      stopHolding();
      onEditor(null);
      setEditor(null);
      created.stop();
    };
  }, [ready, client, clock, apple, toasts, view, server, document, token, onEditor, onError]);
  return editor;
}
