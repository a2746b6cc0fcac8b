import { unreachable } from './assert.ts';

export const ROLES = ['viewer', 'commenter', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];
export type Action = 'read' | 'comment' | 'edit' | 'manage';

/** The only test of what a role may do. */
export function can(role: Role, action: Action): boolean {
  switch (action) {
    case 'read':
      return true;
    case 'comment':
      return role !== 'viewer';
    case 'edit':
      return role === 'editor' || role === 'owner';
    case 'manage':
      return role === 'owner';
    default:
      return unreachable(action);
  }
}

export function parseRole(text: string): Role | null {
  return (ROLES as readonly string[]).includes(text) ? (text as Role) : null;
}
