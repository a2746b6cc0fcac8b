/** The build of Mermaid whose parts are loaded one by one has the types of the package. */
declare module 'mermaid/dist/mermaid.esm.min.mjs' {
  export { default } from 'mermaid';
}
