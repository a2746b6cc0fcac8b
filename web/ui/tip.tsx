import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { useSurroundings } from './surroundings.ts';

interface TipProps {
  readonly label: string;
  /** the key that does the same, as the platform writes it */
  readonly keys?: string | undefined;
  readonly children: ReactElement;
}

/** A tooltip for a button that shows only an icon. The button carries its name itself (aria-label): this is for the eye. */
export function Tip({ label, keys, children }: TipProps): ReactElement {
  const { portal } = useSurroundings();
  return (
    <Tooltip.Root disableHoverablePopup>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal container={portal}>
        <Tooltip.Positioner className="mh-place" sideOffset={6}>
          <Tooltip.Popup className="mh-tip" aria-hidden="true">
            {label}
            {keys === undefined ? null : (
              <span className="mh-key" dir="ltr">
                {keys}
              </span>
            )}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
