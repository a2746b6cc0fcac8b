import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, FileText, Link2, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';
import { words } from './words.ts';

/** Long enough to read and to reach the button. */
const TOAST_MS = 6_000;

type ToastKind = 'ok' | 'bad' | 'link' | 'note';

interface ToastMessage {
  readonly kind: ToastKind;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface Toasts {
  show(message: ToastMessage): void;
}

export type ToastManager = ReturnType<typeof Toast.createToastManager>;

/** One a root, so that a toast of one editor never shows in another. */
export function createToasts(): { manager: ToastManager; toasts: Toasts } {
  const manager = Toast.createToastManager();
  return {
    manager,
    toasts: {
      show({ kind, text, action }) {
        manager.add({
          description: text,
          type: kind,
          timeout: TOAST_MS,
          priority: kind === 'bad' ? 'high' : 'low',
          ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
        });
      },
    },
  };
}

const ICONS = { ok: CircleCheck, bad: CircleAlert, link: Link2, note: FileText } as const;

export function ToastArea({ container }: { container: HTMLElement | null }): ReactElement {
  return (
    <Toast.Portal container={container}>
      <Toast.Viewport className="mh-toasts">
        <ToastList />
      </Toast.Viewport>
    </Toast.Portal>
  );
}

function ToastList(): ReactElement {
  const { toasts, close } = Toast.useToastManager();
  return (
    <>
      {toasts.map((toast) => (
        <Toast.Root key={toast.id} toast={toast} className="mh-toast" swipeDirection={['down', 'left', 'right']}>
          <Icon of={ICONS[(toast.type ?? 'note') as ToastKind]} />
          <Toast.Description className="say" />
          {toast.actionProps === undefined ? null : (
            <Toast.Action className="mh-btn quiet" onClick={() => close(toast.id)} />
          )}
          <Toast.Close className="mh-icon-btn" aria-label={words.close}>
            <Icon of={X} />
          </Toast.Close>
        </Toast.Root>
      ))}
    </>
  );
}
