import { Dialog } from '@base-ui/react/dialog';
import { Popover } from '@base-ui/react/popover';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

interface ModalProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly children: ReactNode;
  /** buttons at the end */
  readonly footer: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly className?: string;
}

/** A dialog; on a phone it rises from the bottom. It keeps the focus and gives it back. */
export function Modal({
  open,
  onOpenChange,
  title,
  children,
  footer,
  initialFocus,
  className = '',
}: ModalProps): ReactElement {
  const { portal, page } = useSurroundings();
  // as a box in somebody's page, a dialog covers the box and leaves the page alone
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} modal={page ? true : 'trap-focus'}>
      <Dialog.Portal container={portal}>
        <Dialog.Backdrop className="mh-veil" />
        <Dialog.Viewport className="mh-scrim">
          <Dialog.Popup className={`mh-dialog ${className}`} {...(initialFocus === undefined ? {} : { initialFocus })}>
            <div className="head">
              <Dialog.Title>{title}</Dialog.Title>
              <Dialog.Close className="mh-icon-btn" aria-label={words.close}>
                <Icon of={X} />
              </Dialog.Close>
            </div>
            {children}
            <footer>{footer}</footer>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PanelProps {
  readonly trigger: ReactElement;
  readonly className: string;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A popover that hangs on a button; on a phone it rises from the bottom. */
export function Panel({
  trigger,
  className,
  label,
  align = 'start',
  children,
  open,
  onOpenChange,
}: PanelProps): ReactElement {
  const { portal } = useSurroundings();
  return (
    <Popover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal container={portal}>
        <Popover.Positioner className="mh-place rises" sideOffset={6} align={align} collisionPadding={8}>
          <Popover.Popup className={`mh-pop ${className}`} aria-label={label}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
