import { Menu } from '@base-ui/react/menu';
import { Copy, Ellipsis, History, Keyboard, Printer, UserPen, UserPlus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ContentFormat } from '#shared/api/documents.ts';
import { SHORTCUTS, shortcutText } from '#web/editor/key-names.ts';
import { DownloadMenu } from './download-menu.tsx';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { Tip } from './tip.tsx';
import { words } from './words.ts';

interface MoreMenuProps {
  readonly onShare: () => void;
  readonly onCopyMarkdown: () => void;
  readonly onDownload: (format: ContentFormat) => void;
  readonly onHistory: () => void;
  readonly onShortcuts: () => void;
  /** absent where the host says who somebody is */
  readonly onPerson?: (() => void) | undefined;
  /** absent where the interface is a box in somebody's page, which would be printed whole */
  readonly onPrint?: (() => void) | undefined;
}

export function MoreMenu({
  onShare,
  onCopyMarkdown,
  onDownload,
  onHistory,
  onShortcuts,
  onPerson,
  onPrint,
}: MoreMenuProps): ReactElement {
  const { portal, apple } = useSurroundings();
  return (
    <Menu.Root modal={false}>
      <Tip label={words.more.more}>
        <Menu.Trigger className="mh-icon-btn" aria-label={words.more.more}>
          <Icon of={Ellipsis} />
        </Menu.Trigger>
      </Tip>
      <Menu.Portal container={portal}>
        <Menu.Positioner className="mh-place rises" sideOffset={6} align="end" collisionPadding={8}>
          <Menu.Popup className="mh-pop mh-menu">
            <Menu.Item className="mh-item only-xs" onClick={onShare}>
              <Icon of={UserPlus} />
              <span className="grow">{words.share.share}</span>
            </Menu.Item>
            <Menu.Item className="mh-item" onClick={onHistory}>
              <Icon of={History} />
              <span className="grow">{words.more.history}</span>
            </Menu.Item>
            <Menu.Item className="mh-item" onClick={onCopyMarkdown}>
              <Icon of={Copy} />
              <span className="grow">{words.more.copyMarkdown}</span>
            </Menu.Item>
            <DownloadMenu onDownload={onDownload} />
            {onPrint === undefined ? null : (
              <Menu.Item className="mh-item" onClick={onPrint}>
                <Icon of={Printer} />
                <span className="grow">{words.more.print}</span>
              </Menu.Item>
            )}
            <Menu.Separator />
            <Menu.Item className="mh-item" onClick={onShortcuts}>
              <Icon of={Keyboard} />
              <span className="grow">{words.more.shortcuts}</span>
              <span className="mh-key wide-only" dir="ltr">
                {shortcutText(SHORTCUTS.help, apple)}
              </span>
            </Menu.Item>
            {onPerson === undefined ? null : (
              <>
                <Menu.Item className="mh-item" onClick={onPerson}>
                  <Icon of={UserPen} />
                  <span className="grow">{words.more.person}</span>
                </Menu.Item>
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
