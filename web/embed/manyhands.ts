/** The public entry: `import { createEditor } from '<server>/embed/manyhands.js'`. */
export { createEditor } from './create-editor.tsx';
export type { EditorEvents, EditorOptions, EditorStatus, EditorUser, ManyhandsEditor } from './options.ts';
