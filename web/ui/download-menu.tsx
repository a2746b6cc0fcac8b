import { Menu } from '@base-ui/react/menu';
import { ChevronRight, Download } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ContentFormat } from '#shared/api/documents.ts';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

/** In the order of the menu. */
const FORMATS: readonly ContentFormat[] = ['docx', 'odt', 'pdf', 'markdown', 'html', 'text', 'json'];

/** An entry of a menu that opens one more, with the formats that a document can be had in. */
export function DownloadMenu({ onDownload }: { readonly onDownload: (format: ContentFormat) => void }): ReactElement {
  const { portal } = useSurroundings();
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="mh-item">
        <Icon of={Download} />
        <span className="grow">{words.more.download}</span>
        <span className="mh-flip">
          <Icon of={ChevronRight} />
        </span>
      </Menu.SubmenuTrigger>
      <Menu.Portal container={portal}>
        <Menu.Positioner className="mh-place rises" sideOffset={4} alignOffset={-6} collisionPadding={8}>
          <Menu.Popup className="mh-pop mh-menu">
            {FORMATS.map((format) => (
              <Menu.Item key={format} className="mh-item" onClick={() => onDownload(format)}>
                <span className="grow">{words.more.formats[format]}</span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}
