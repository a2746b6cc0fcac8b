/** Blocks without characters, and those that are the source of a picture. */
import * as act from './acts.ts';
import { $start, $target, ANYWHERE, blockAtEdge, blockBetween, edit, TEXT, toType, urlOf } from './operation.ts';
import type { Operation, Page } from './operation.ts';

const ADDRESS = 'https://first.example/';
const embeds = (page: Page): string[] =>
  page.flatMap(({ type, url }) => (type === 'embed' && url !== undefined ? [url] : []));

export const LEAF_OPERATIONS = {
  'to formula': toType('formula', [...TEXT, 'code']),
  'to diagram': toType('diagram', ANYWHERE),
  'page break before': {
    on: ANYWHERE,
    does: edit(() => act.$insertVoid($start('amber').block, 'before', 'break')),
    holds: (page) => blockBetween(page, 'break', 'jolly', 'amber') || blockAtEdge(page, 'break', 'start'),
  },
  'table of contents after': {
    on: ANYWHERE,
    does: edit(() => act.$insertVoid($target(), 'after', 'toc')),
    holds: (page) => blockBetween(page, 'toc', 'hazel', 'kiosk') || blockAtEdge(page, 'toc', 'end'),
  },
  'embed after': {
    on: ANYWHERE,
    does: edit(() => act.$insertEmbed($target(), ADDRESS)),
    holds: (page) => blockBetween(page, 'embed', 'hazel', 'kiosk') || blockAtEdge(page, 'embed', 'end'),
  },
  'change an embed’s address': {
    on: ANYWHERE,
    before: () => act.$insertEmbed($target(), ADDRESS),
    does: edit((token) => act.$setEmbedUrl(ADDRESS, urlOf(token))),
    holds: (page, token) => embeds(page).includes(urlOf(token)),
  },
  'undo an embed': {
    on: ANYWHERE,
    before: (token) => act.$insertEmbed($target(), urlOf(token)),
    does: { kind: 'undo' },
    holds: (page, token) => !embeds(page).includes(urlOf(token)),
  },
} satisfies Record<string, Operation>;
