import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { createEditor, ManyhandsEditor } from '#web/embed/manyhands.ts';
import { eventually, useSite } from './site.ts';

/** Editors in a plain page of somebody's: nothing leaks, in neither direction; wrong options are told. */

const site = useSite();

declare global {
  // what the page below puts on its window
  var createManyhands: typeof createEditor;
  var editors: ManyhandsEditor[];
}

/** Resets and rules of the kind that pages have: elements by name, with and without force. */
const HOSTILE = `
  *, ::before, ::after { box-sizing: content-box; margin: 0; padding: 0; border: 0 solid red; }
  html { font-size: 10px; }
  body { font: italic 700 22px/2 cursive; color: red; text-align: right; text-transform: uppercase; letter-spacing: 3px; text-indent: 2em; }
  h1, h2, h3, p, li, code, blockquote, a, span, label, dt, dd, b, strong { font-size: 9px; color: lime; line-height: 3; text-transform: lowercase; letter-spacing: 5px; }
  p, li, h1 { margin: 30px; padding: 20px; background: yellow; border: 3px solid blue; text-align: center; }
  button { padding: 30px; border: 5px dotted red; background: pink; border-radius: 0; text-transform: uppercase; min-width: 200px; font: 30px serif; }
  input { border: 4px solid red; width: 50%; box-shadow: 0 0 9px red; }
  ul, ol { list-style: square inside; padding-left: 99px; }
  a { color: orange; text-decoration: line-through; }
  svg { display: block; width: 80px; height: 80px; fill: red; }
  code { background: black; color: white; padding: 9px; }`;
/** Against these a shadow root alone helps. */
const FORCED = '* { color: red !important; font-size: 31px !important; } p, button { padding: 50px !important; }';

/** A page of the server's origin that is not the server's: `body` holds what a host would write. */
async function hostPage(body: string, style = ''): Promise<Page> {
  const { page } = await site.enter('/healthz');
  const url = `${site.url()}/somebodys-page`;
  const html = `<!doctype html><html lang="en"><head><title>Host</title><style>.box { width: 900px; height: 500px; } ${style}</style></head><body>${body}</body></html>`;
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(url);
  await page.evaluate(
    `import('/embed/manyhands.js').then(({ createEditor }) => { globalThis.createManyhands = createEditor; globalThis.editors = []; })`,
  );
  return page;
}

async function mount(page: Page, box: string, options: object): Promise<void> {
  await page.evaluate(
    ([selector, wanted]) => {
      const element = document.querySelector<HTMLElement>(selector);
      if (element === null) throw new Error('no such box');
      globalThis.editors.push(
        globalThis.createManyhands(element, { server: location.origin, document: 'x', ...wanted }),
      );
    },
    [box, options] as const,
  );
}

const PARTS = ['.mh-app', '.mh-top .title', '.mh-btn.primary', '.mh-icon-btn', '.mh-icon-btn svg', '.mh-pill'];
const WORDS = ['h1', 'p', 'li', '.mh-link', '.mh-code-inline', '.mh-bold', '.mh-ul', '.mh-quote', '.mh-code'];
const LOOKS = ['color', 'backgroundColor', 'fontSize', 'fontFamily', 'fontStyle', 'fontWeight', 'lineHeight', 'letterSpacing', 'textTransform', 'textAlign', 'textIndent', 'listStyleType', 'paddingLeft', 'paddingTop', 'marginTop', 'borderTopWidth', 'width', 'height', 'textDecorationLine', 'fill', 'boxSizing', 'boxShadow']; // prettier-ignore

/** How the parts of the editor in a box look, its shadow root included. */
const looksOf = (page: Page, box: string): Promise<Record<string, string>> =>
  page.evaluate(
    ([selector, parts, looks]) => {
      const host = document.querySelector(selector);
      const root = host?.shadowRoot ?? host;
      return Object.fromEntries(
        parts.map((part) => {
          const element = root?.querySelector(part);
          if (element === null || element === undefined) return [part, 'missing'];
          const style = getComputedStyle(element) as unknown as Record<string, string>;
          return [part, looks.map((look) => `${look}: ${style[look]}`).join('; ')];
        }),
      );
    },
    [box, [...PARTS, ...WORDS.map((word) => `.mh-doc ${word}`)], LOOKS] as const,
  );

const TEXT =
  '# Head\n\nSome **bold** words, [a link](https://example.org) and `code`.\n\n- one\n\n> quoted\n\n```\ncode\n```\n';

/** Opens, in a page with this style, both ways in, and gives how each looks. */
async function looksIn(style: string): Promise<{ created: object; element: object }> {
  const name = await site.make(TEXT);
  const page = await hostPage(
    `<script type="module" src="/embed/element.js"></script><div class="box" id="created"></div><many-hands id="element" class="box" style="display:block" document="${name}" user-name="Mei"></many-hands>`,
    style,
  );
  await mount(page, '#created', { document: name, user: { name: 'Mei' } });
  await eventually(() => page.locator('.mh-doc .mh-link').count(), 2);
  await eventually(() => page.locator('.mh-pill').allInnerTexts(), ['Saved', 'Saved']);
  await eventually(() => page.locator('.mh-av:visible').count(), 4);
  return { created: await looksOf(page, '#created'), element: await looksOf(page, '#element') };
}

test('the page’s styles do not reach the editor', async () => {
  const plain = await looksIn('');
  expect(Object.values(plain.created)).not.toContain('missing');
  expect(plain.element).toEqual(plain.created);
  const hostile = await looksIn(HOSTILE);
  expect(hostile.created).toEqual(plain.created);
  expect(hostile.element).toEqual(plain.element);
  expect((await looksIn(FORCED)).element).toEqual(plain.element);
});

test('the editor’s styles do not reach the page', async () => {
  const page = await hostPage(
    '<h1 class="mine">Title</h1><p class="mine">Words <a class="mine" href="/">link</a> <code class="mine">x</code></p><ul class="mine"><li class="mine">one</li></ul><button class="mine">Go</button><input class="mine"><table class="mine"><tr><td class="mine">1</td></tr></table><div class="box" id="created"></div>',
  );
  const looks = (): Promise<string[]> =>
    page.evaluate(() =>
      [document.documentElement, document.body, ...document.querySelectorAll('.mine')].map((element) => {
        const style = getComputedStyle(element);
        const said = [...style].filter((property) => !property.startsWith('--'));
        return `${element.tagName} ${said.map((property) => `${property}: ${style.getPropertyValue(property)}`).join('; ')}`;
      }),
    );
  const before = await looks();
  await mount(page, '#created', {});
  await page.locator('.mh-doc').waitFor();
  expect(await looks()).toEqual(before);
});

test('each editor has its own theme and direction, whatever the page’s', async () => {
  const page = await hostPage('<div class="box" id="light"></div><div class="box" id="dark"></div>');
  await mount(page, '#light', { theme: 'light' });
  await mount(page, '#dark', { theme: 'dark', dir: 'rtl' });
  await eventually(() => page.locator('.mh-doc').count(), 2);
  const sheet = (box: string): Promise<string> =>
    page.locator(`${box} .mh-sheet`).evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await sheet('#light')).toBe('rgb(255, 255, 255)');
  expect(await sheet('#dark')).toBe('rgb(25, 28, 27)');
  const flipped = (box: string): Promise<string> =>
    page
      .locator(`${box} .mh-tools .mh-flip`)
      .first()
      .evaluate((element) => getComputedStyle(element).scale);
  expect([await flipped('#light'), await flipped('#dark')]).toEqual(['none', '-1 1']);
});

test('an editor fills its box and stays in it', async () => {
  const page = await hostPage('<div class="box" id="created"></div>');
  await mount(page, '#created', {});
  await page.locator('.mh-doc').waitFor();
  const { width, height } = (await page.locator('.mh-shell').boundingBox()) ?? { width: 0, height: 0 };
  expect([width, height]).toEqual([900, 500]);
  await page.getByRole('button', { name: 'Share' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const veil = await page.locator('.mh-veil').boundingBox();
  expect(veil).toEqual(await page.locator('#created').boundingBox());
  await page.keyboard.press('Escape');
  await eventually(() => dialog.count(), 0);
});

test('what is destroyed leaves nothing behind, and can be made again', async () => {
  const page = await hostPage('<div class="box" id="created"></div>');
  const open = new Set<unknown>();
  page.on('websocket', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const name = await site.make('```ts\nlet x = 1;\n```\n');
  const session = await page.context().newCDPSession(page);
  const cycle = async (): Promise<void> => {
    await mount(page, '#created', { document: name });
    await page.locator('.mh-codehead').waitFor();
    await eventually(() => page.locator('.mh-pill').innerText(), 'Saved');
    await eventually(() => page.evaluate(() => CSS.highlights.get('mh-code-key')?.size), 1);
    await page.evaluate(() => globalThis.editors.pop()?.destroy());
  };
  const counters = async (): Promise<{ nodes: number; jsEventListeners: number }> => {
    await session.send('HeapProfiler.collectGarbage');
    return session.send('Memory.getDOMCounters');
  };
  for (let warm = 0; warm < 3; warm++) await cycle();
  const before = await counters();
  for (let again = 0; again < 5; again++) await cycle();
  expect(await page.locator('#created').innerHTML()).toBe('');
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(1);
  expect(await page.evaluate(() => [...CSS.highlights.values()].reduce((sum, { size }) => sum + size, 0))).toBe(0);
  await eventually(() => open.size, 0);
  // an editor is some hundreds of nodes and listeners: one that stayed would show. A frame that was asked for and has not come yet holds
  // what it was asked for
  const grown = async (): Promise<boolean> => {
    const after = await counters();
    return after.nodes - before.nodes >= 100 || after.jsEventListeners - before.jsEventListeners >= 50;
  };
  await eventually(grown, false);
});

test('wrong options are told in the host’s words', async () => {
  const page = await hostPage('<div class="box" id="created"></div>');
  const message = (run: string): Promise<string> =>
    page.evaluate(`(() => { try { ${run}; return 'nothing'; } catch (error) { return error.message; } })()`);
  expect(await message(`createManyhands(document.querySelector('#nowhere'), {})`)).toContain('there is no element');
  expect(await message(`createManyhands(document.querySelector('#created'), { document: 'x' })`)).toContain(
    'server must be',
  );
  await mount(page, '#created', {});
  expect(
    await message(`createManyhands(document.querySelector('#created'), { server: location.origin, document: 'y' })`),
  ).toContain('holds an editor already');
});

test('an element that an editor could not be opened in is as it was', async () => {
  const page = await hostPage('<div class="box" id="created"></div>');
  // its options are right: it fails at what comes behind them
  await page.evaluate(() => {
    crypto.getRandomValues = () => {
      throw new Error('no randomness here');
    };
  });
  const fault = await mount(page, '#created', {}).then(
    () => 'none',
    (error: unknown) => String(error),
  );
  expect(fault).toContain('no randomness here');
  expect(await page.locator('#created').innerHTML()).toBe('');
  await page.evaluate(() => Reflect.deleteProperty(crypto, 'getRandomValues'));
  await mount(page, '#created', {});
  await page.locator('.mh-doc[contenteditable="true"]').waitFor();
});

test('an element that is started anew keeps its looks', async () => {
  const page = await hostPage(
    '<script type="module" src="/embed/element.js"></script><many-hands document="looks"></many-hands>',
  );
  const sheets = (): Promise<number> =>
    page.evaluate(() => document.querySelector('many-hands')?.shadowRoot?.adoptedStyleSheets.length ?? 0);
  await page.locator('.mh-doc').waitFor();
  expect(await sheets()).toBe(2);
  const first = await page.evaluate(() => {
    const element = document.querySelector('many-hands');
    const kept = element?.shadowRoot?.adoptedStyleSheets[0];
    element?.setAttribute('theme', 'dark');
    Object.assign(globalThis, { isKept: () => element?.shadowRoot?.adoptedStyleSheets[0] === kept });
    return element?.clientHeight;
  });
  expect(first).toBe(480);
  await page.locator('.mh-app[data-theme="dark"] .mh-doc').waitFor();
  expect(await sheets()).toBe(2);
  expect(await page.evaluate('isKept()')).toBe(true);
});

test('an element says what of its attributes cannot be', async () => {
  const page = await hostPage('<script type="module" src="/embed/element.js"></script><div id="created"></div>');
  const heard = await page.evaluate(async () => {
    await customElements.whenDefined('many-hands');
    const element = document.createElement('many-hands');
    element.setAttribute('document', 'x');
    element.setAttribute('mode', 'readonly');
    return new Promise<string>((resolve) => {
      element.addEventListener('manyhands-error', (event) => resolve((event as CustomEvent<Error>).detail.message));
      document.body.append(element);
    });
  });
  expect(heard).toContain("mode must be 'edit' or 'view'");
  expect(await page.getByRole('alert').innerText()).toContain("mode must be 'edit' or 'view'");
});

test('letters that are typed in an element are no shortcuts of its page', async () => {
  const page = await hostPage(
    '<script type="module" src="/embed/element.js"></script><many-hands class="box" style="display:block" document="keys"></many-hands>',
  );
  await page.evaluate(() => {
    document.addEventListener('keydown', (event) => {
      const inField = event.target instanceof Element && event.target.closest('input, [contenteditable]') !== null;
      if (!inField && event.key === 's') event.preventDefault();
      if (event.key === 'Escape') document.title = 'escaped';
    });
  });
  const text = page.locator('.mh-doc[contenteditable="true"]');
  await text.waitFor();
  await text.focus();
  await page.keyboard.type('sss test');
  await eventually(() => page.locator('.mh-doc').innerText(), 'sss test');
  await page.keyboard.press('Escape');
  await eventually(() => page.title(), 'escaped');
});
