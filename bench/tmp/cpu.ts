import * as Y from 'yjs';
import { $createParagraphNode, $createTextNode, $getRoot, $isElementNode, $isTextNode, $selectAll } from 'lexical';
import { createDocumentEditor } from '#shared/document/headless.ts';
import { bindDocument } from '#shared/document/binding.ts';
import { $paragraph, writeParagraphs } from '../binding/size/content.ts';

const size = Number(process.argv[2] ?? 20000);
const style = (process.argv[3] ?? 'plain') as 'plain';
const kind = process.argv[4] ?? 'plain';
const only = process.argv[5]?.split(',');
const cpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
let inListener = 0;
const editor = createDocumentEditor();
const register = editor.registerUpdateListener.bind(editor);
editor.registerUpdateListener = (listener) =>
  register((payload) => {
    const s = cpu();
    listener(payload);
    inListener += cpu() - s;
  });
const doc = new Y.Doc();
let now = 0;
const binding = bindDocument(editor, doc, { clock: () => now });
const lexical = createDocumentEditor();
writeParagraphs(editor, size, style);
writeParagraphs(lexical, size, style);
await null;
if (kind === 'callout' || kind === 'moved') {
  const text = doc.getText('body');
  doc.transact(() => {
    let n = 0;
    for (const { insert } of text.toDelta())
      if (insert instanceof Y.Map) {
        n += 1;
        if (kind === 'callout' && n > 100 && n < 120) insert.set('in', 'box');
        if (kind === 'callout' && n === 100) {
          insert.set('t', 'callout');
          insert.set('id', 'box');
        }
      }
  }, 'net');
  if (kind === 'moved') {
    const key = editor.read(() => $getRoot().getChildAtIndex(5)!.getKey());
    binding.moveBlocks([key], 'down');
  }
}
const other = new Y.Doc();
Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
const med = (v: number[]): number => [...v].sort((a, b) => a - b)[v.length >> 1] ?? NaN;
async function row(
  name: string,
  times: number,
  step: (round: number) => void,
  before?: (round: number) => void,
): Promise<void> {
  if (only && !only.some((o) => name.includes(o))) return;
  const total: number[] = [];
  const part: number[] = [];
  for (let r = 0; r < times; r += 1) {
    now += 1000;
    before?.(r);
    await null;
    await null;
    inListener = 0;
    const s = cpu();
    step(r);
    await null;
    await null;
    await null;
    total.push(cpu() - s);
    part.push(inListener);
  }
  console.log(`${name.padEnd(28)} total ${med(total).toFixed(2)} listener ${med(part).toFixed(2)}`);
}
if (kind === 'list') {
  doc.transact(() => {
    for (const { insert } of doc.getText('body').toDelta()) if (insert instanceof Y.Map) insert.set('t', 'bullet');
  }, 'net');
  const item = (at: number) => {
    const l = $getRoot().getFirstChild() as any;
    return l.getChildAtIndex(at)!;
  };
  await row('list key', 9, (r) =>
    editor.update(
      () => {
        const t = item((size >> 1) + r).getFirstChild();
        t.spliceText(5, 0, 'x', true);
        t.select(6, 6);
      },
      { discrete: true },
    ),
  );
  await row('list Enter', 9, (r) =>
    editor.update(
      () =>
        void item((size >> 1) + 3 * r)
          .getFirstChild()
          .select(20, 20)
          .insertParagraph(),
      { discrete: true },
    ),
  );
  await row('list move down', 9, (r) => {
    const key = editor.read(() => item((size >> 1) + 5 * r).getKey());
    binding.moveBlocks([key], 'down');
  });
  await row('list move end', 9, (r) => {
    const key = editor.read(() => item((size >> 1) + 5 * r).getKey());
    binding.moveBlocks([key], { before: null });
  });
  await row(
    'list remote Enter',
    9,
    () => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)), 'net'),
    () => {
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)));
      other.getText('body').insertEmbed(other.getText('body').length >> 1, new Y.Map([['t', 'bullet']]));
    },
  );
  process.exit(0);
}
const textAt = (at: number) => {
  const p = $getRoot().getChildAtIndex(at < 0 ? $getRoot().getChildrenSize() + at : at)!;
  const t = $isElementNode(p) ? p.getFirstChild() : null;
  if (!$isTextNode(t)) throw new Error('no text');
  return t;
};
const both: ReadonlyArray<readonly [string, typeof editor]> = [
  ['', editor],
  ['lexical ', lexical],
];
for (const [label, e] of both) {
  const upd = (fn: () => void) => e.update(fn, { discrete: true });
  for (const at of [200, size >> 1, -5])
    await row(`${label}key ${at}`, 15, (r) =>
      upd(() => {
        const t = textAt(at);
        t.spliceText(10 + r, 0, 'x', true);
        t.select(11 + r, 11 + r);
      }),
    );
  await row(`${label}Enter`, 15, (r) =>
    upd(
      () =>
        void textAt((size >> 2) + 3 * r)
          .select(20, 20)
          .insertParagraph(),
    ),
  );
  if (e === editor) {
    for (const to of ['down', 'end'] as const)
      await row(`move ${to}`, 9, (r) => {
        const key = editor.read(() =>
          $getRoot()
            .getChildAtIndex((size >> 1) + 7 * r)!
            .getKey(),
        );
        binding.moveBlocks([key], to === 'down' ? 'down' : { before: null });
      });
    await row(
      'remote key',
      9,
      () => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)), 'net'),
      () => {
        Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)));
        other.getText('body').insert(other.getText('body').length >> 1, 'y');
      },
    );
    await row(
      'remote paste',
      5,
      () => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)), 'net'),
      () => {
        Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)));
        const t = other.getText('body');
        let p = 0;
        let n = 0;
        for (const d of t.toDelta()) {
          p += typeof d.insert === 'string' ? d.insert.length : 1;
          if (typeof d.insert !== 'string' && ++n === size >> 1) break;
        }
        t.applyDelta(
          [
            { retain: p },
            ...Array.from({ length: 500 }, (_, i) => [
              { insert: `pasted ${i} `.repeat(30) },
              { insert: new Y.Map() },
            ]).flat(),
          ],
          { sanitize: false },
        );
      },
    );
  } else {
    await row(`${label}paste`, 5, () =>
      upd(() => {
        $getRoot().splice(
          size >> 1,
          0,
          Array.from({ length: 500 }, (_, i) =>
            $createParagraphNode().append($createTextNode(`pasted ${i} `.repeat(30))),
          ),
        );
      }),
    );
    for (const to of ['down', 'end'] as const)
      await row(`${label}move ${to}`, 9, (r) =>
        upd(() => {
          const b = $getRoot().getChildAtIndex((size >> 1) + 7 * r)!;
          (to === 'down' ? b.getNextSibling()! : $getRoot().getLastChild()!).insertAfter(b);
        }),
      );
  }
  const bold = () =>
    upd(() => {
      const s = $selectAll();
      s.format = 0;
      s.formatText('bold');
    });
  await row(`${label}all bold`, 2, bold, (r) => {
    if (r > 0) binding.undo();
  });
  if (e === editor)
    await row(
      'undo of that',
      2,
      () => binding.undo(),
      (r) => {
        if (r > 0) bold();
      },
    );
  await row(
    `${label}delete all`,
    2,
    () =>
      upd(() => {
        $selectAll().removeText();
      }),
    (r) => {
      if (r > 0) binding.undo();
    },
  );
  if (e === editor)
    await row(
      'undo deletion',
      2,
      () => binding.undo(),
      (r) => {
        if (r > 0)
          upd(() => {
            $selectAll().removeText();
          });
      },
    );
}
void $paragraph;
