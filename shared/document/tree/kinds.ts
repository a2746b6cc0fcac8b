/** Loose reading of a block's keys: a tree may hold types that another version made. */
import { KEY_TYPE } from '../layout.ts';
import type { BlockProps } from '../props.ts';

/** The block's type as its marker says it, also where this version has no such type. */
export function kindOf(props: BlockProps): string {
  const type = props[KEY_TYPE];
  return typeof type === 'string' ? type : 'p';
}

export function textProp(props: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = props[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberProp(props: Readonly<Record<string, unknown>>, key: string): number | undefined {
  const value = props[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** 1 to 6, or 0 for what is no heading. */
export function headingDepth(props: BlockProps): number {
  return Number(/^h([1-6])$/u.exec(kindOf(props))?.[1] ?? 0);
}
