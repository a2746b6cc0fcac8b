/** What blocks say that show something which is not written in them. */
export interface LeafWords {
  readonly contents: string;
  readonly noHeadings: string;
  readonly emptyFormula: string;
  readonly emptyDiagram: string;
  readonly diagram: string;
  /** `why` comes from the library that read the source */
  readonly unreadable: (why: string) => string;
  readonly notLoaded: string;
  readonly embed: string;
  readonly embedPlaceholder: string;
  readonly embedApply: string;
  readonly embedBad: string;
  /** @param host such as `youtube.com` */
  readonly show: (host: string) => string;
}
