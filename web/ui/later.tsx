import { type ComponentType, type ReactElement, useEffect, useRef, useState } from 'react';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

interface Opened {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export interface Later<Props> {
  (props: Props): ReactElement | null;
  /** gets the code without showing anything; a failure is silent, the next opening tries again */
  preload(): void;
}

/**
 * A dialog whose code comes when it is first opened, or in an idle moment before: the page does not wait for it. Where it cannot be had, the
 * dialog stays closed and a toast says so.
 */
export function later<Props extends Opened>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let loaded: ComponentType<Props> | null = null;
  const get = async (): Promise<ComponentType<Props>> => {
    loaded ??= await load();
    return loaded;
  };
  function LaterDialog(props: Props): ReactElement | null {
    const { toasts } = useSurroundings();
    const { open, onOpenChange } = props;
    const [Dialog, setDialog] = useState(() => loaded);
    const close = useRef(onOpenChange);
    close.current = onOpenChange;
    useEffect(() => {
      if (!open || Dialog !== null) return undefined;
      let wanted = true;
      get().then(
        (component) => {
          if (wanted) setDialog(() => component);
        },
        () => {
          if (!wanted) return;
          close.current(false);
          toasts.show({ kind: 'bad', text: words.toast.notLoaded });
        },
      );
      return () => {
        wanted = false;
      };
    }, [open, Dialog, toasts]);
    return Dialog === null ? null : <Dialog {...props} />;
  }
  return Object.assign(LaterDialog, { preload: () => void get().catch(() => {}) });
}
