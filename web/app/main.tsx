import '#web/ui/styles/fonts.css';
import '#web/ui/styles/index.css';
import './app.css';
import { createRoot } from 'react-dom/client';
import { whenFontsReady } from '#web/ui/fonts-ready.ts';
import { whenIdle } from '#web/ui/idle.ts';
import { Root } from '#web/ui/root.tsx';
import { showDocument } from './document-page.ts';
import { Home } from './home.tsx';
import { lookOf } from './look.ts';
import { Lost } from './lost.tsx';
import { registerWorker } from './offline/register-worker.ts';
import { routeOf } from './route.ts';

const page = document.getElementById('root');
const look = lookOf(location.search);
if (look.theme !== undefined) document.documentElement.dataset['theme'] = look.theme;
if (look.dir !== undefined) document.documentElement.dir = look.dir;

if (page !== null) {
  const route = routeOf(location.pathname);
  if (route.kind === 'document') {
    showDocument(page, route.name, look);
  } else {
    // asked for by name, because nothing that is written in them is on the page yet
    for (const font of ['500 14px "Inter Variable"', '600 17px "Source Serif 4 Variable"'])
      // where fonts are blocked, what the device has will do
      document.fonts.load(font).catch(() => {});
    whenFontsReady(window, () => {
      createRoot(page).render(
        <Root view={window} look={look} page>
          {route.kind === 'home' ? <Home /> : <Lost />}
        </Root>,
      );
    });
  }
}

// behind what the page itself loads
whenIdle(window, () => registerWorker(window));
