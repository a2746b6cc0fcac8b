import { useCallback } from 'react';
import type { ContentFormat } from '#shared/api/documents.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { copyText } from './clipboard.ts';
import type { InterfaceProps } from './interface.tsx';
import { type NoticeAction, unsaved } from './status.ts';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

/** What the menus and notices do with the document. */
interface Actions {
  readonly copyMarkdown: () => Promise<void>;
  readonly download: (format: ContentFormat) => Promise<void>;
  readonly notice: (action: Exclude<NoticeAction, 'dismiss'>) => void;
}

export function useActions(props: InterfaceProps, editor: DocumentEditor | null, title: string): Actions {
  const { view, toasts } = useSurroundings();
  const { client, server, document, token, onReopen } = props;
  const load = useCallback(
    async (format: ContentFormat, retry: () => void): Promise<Blob | null> => {
      const { exportDocument } = await import('./document-export.ts');
      const exported = await exportDocument(view.fetch.bind(view), { server, document, token }, format);
      if (exported.kind === 'done') return exported.file;
      toasts.show({ kind: 'bad', text: exported.why, action: { label: words.toast.tryAgain, run: retry } });
      return null;
    },
    [view, toasts, server, document, token],
  );
  const copyMarkdown = async (): Promise<void> => {
    const file = await load('markdown', () => void copyMarkdown());
    if (file === null) return;
    const copied = await copyText(view, await file.text());
    toasts.show(
      copied ? { kind: 'ok', text: words.toast.markdownCopied } : { kind: 'bad', text: words.toast.copyFailed },
    );
  };
  const download = async (format: ContentFormat): Promise<void> => {
    const file = await load(format, () => void download(format));
    if (file === null) return;
    const { FILES, fileName } = await import('./document-export.ts');
    const { type, extension } = FILES[format];
    const url = view.URL.createObjectURL(new view.Blob([file], { type }));
    const anchor = view.document.createElement('a');
    anchor.href = url;
    anchor.download = fileName(title, extension);
    anchor.click();
    view.URL.revokeObjectURL(url);
  };
  const copyAll = async (): Promise<void> => {
    const copied = await copyText(view, editor?.plainText() ?? '');
    toasts.show(copied ? { kind: 'ok', text: words.toast.textCopied } : { kind: 'bad', text: words.toast.copyFailed });
  };
  return {
    copyMarkdown,
    download,
    notice(action) {
      switch (action) {
        case 'retry':
          client.retryNow();
          break;
        case 'take-out':
          client.dismissRefused();
          if (unsaved(client.state) === 0) onReopen();
          break;
        case 'copy-text':
          void copyAll();
          break;
        case 'reload':
          if (props.page) view.location.reload();
          else onReopen();
          break;
      }
    },
  };
}
