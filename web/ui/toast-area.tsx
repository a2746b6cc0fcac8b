import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, FileText, Link2, X } from 'lucide-react';
import { type ReactElement, useEffect } from 'react';
import { Icon } from './icon.tsx';
import type { ToastArea, ToastKind, ToastMessage } from './toasts.ts';
import { words } from './words.ts';

/** Long enough to read and to reach the button. */
const TOAST_MS = 6_000;

/** Made once a root. A toast that is added before the area is shown waits for it. */
export function createToastArea(): ToastArea {
  const manager = Toast.createToastManager();
  const waiting: ToastMessage[] = [];
  let shown = false;
  const add = ({ kind, text, action }: ToastMessage): void => {
    manager.add({
      description: text,
      type: kind,
      timeout: TOAST_MS,
      priority: kind === 'bad' ? 'high' : 'low',
      ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
    });
  };
  function View({ container }: { container: HTMLElement }): ReactElement {
    useEffect(() => {
      shown = true;
      for (const message of waiting.splice(0)) add(message);
    }, []);
    return (
      <Toast.Provider toastManager={manager}>
        <Toast.Portal container={container}>
          <Toast.Viewport className="mh-toasts">
            <ToastList />
          </Toast.Viewport>
        </Toast.Portal>
      </Toast.Provider>
    );
  }
  return { View, add: (message) => (shown ? add(message) : void waiting.push(message)) };
}

const ICONS = { ok: CircleCheck, bad: CircleAlert, link: Link2, note: FileText } as const;

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
