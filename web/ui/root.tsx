import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react';
import { browserClock } from '#web/editor/browser-clock.ts';
import { useMedia } from './hooks.ts';
import { isApple, useStore, type Surroundings, SurroundingsContext } from './surroundings.ts';
import { whenIdle } from './idle.ts';
import { createToasts } from './toasts.ts';

const TOOLTIP_DELAY_MS = 400;
/** the next tooltip within this time shows at once */
const TOOLTIP_AGAIN_MS = 1_000;

export interface Look {
  readonly theme?: 'light' | 'dark' | undefined;
  readonly contrast?: 'more' | undefined;
  /** of the interface; every block and the title find their own */
  readonly dir?: 'ltr' | 'rtl' | undefined;
}

interface RootProps {
  readonly view: Window & typeof globalThis;
  readonly look: Look;
  /** the interface is the page itself, not a box in somebody's page: dialogs cover the window */
  readonly page: boolean;
  readonly children: ReactNode;
}

/** The element that everything of ours is inside of: tokens, theme, direction, popups and toasts. */
export function Root({ view, look, page, children }: RootProps): ReactElement {
  const [portal, setPortal] = useState<HTMLElement | null>(null);
  const [toasts] = useState(createToasts);
  const area = useStore(toasts.area);
  const system = useMedia(view, '(prefers-contrast: more)');
  const more = look.contrast === 'more' || system;
  const surroundings = useMemo(
    (): Surroundings => ({ view, clock: browserClock(view), page, portal, apple: isApple(view), toasts }),
    [view, page, portal, toasts],
  );
  useEffect(() => whenIdle(view, () => toasts.preload()), [view, toasts]);
  return (
    <div
      className="mh-app"
      dir={look.dir}
      data-theme={look.theme}
      data-contrast={more ? 'more' : undefined}
      data-page={page ? '' : undefined}
    >
      <CSPProvider disableStyleElements>
        <DirectionProvider direction={look.dir ?? 'ltr'}>
          <Tooltip.Provider delay={TOOLTIP_DELAY_MS} timeout={TOOLTIP_AGAIN_MS}>
            <SurroundingsContext value={surroundings}>{children}</SurroundingsContext>
            {portal === null || area === null ? null : <area.View container={portal} />}
          </Tooltip.Provider>
        </DirectionProvider>
      </CSPProvider>
      <div className="mh-portal" ref={setPortal} />
    </div>
  );
}
