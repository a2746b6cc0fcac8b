/** The text of a code block as it stands in the page: its lines are text nodes, a line break is an element. */
export interface CodeText {
  readonly text: string;
  /** in the order of the text; `start` is where a node's text begins in it */
  readonly pieces: readonly { readonly node: Text; readonly start: number }[];
}

export function readCodeText(block: Node): CodeText {
  const pieces: { node: Text; start: number }[] = [];
  let text = '';
  const read = (parent: Node): void => {
    for (const node of parent.childNodes) {
      if (node.nodeType === 3) {
        pieces.push({ node: node as Text, start: text.length });
        text += (node as Text).data;
      } else if (node.nodeName === 'BR') text += '\n';
      else read(node);
    }
  };
  read(block);
  return { text, pieces };
}

/**
 * The parts of `[start, end)` in each text node that it goes over: a range from one line to another would be as wide as the lines. `from` is the
 * piece to begin looking at, for callers that ask in order; gives the piece to go on from.
 */
export function eachPart(
  { pieces }: CodeText,
  start: number,
  end: number,
  from: number,
  part: (node: Text, start: number, end: number) => void,
): number {
  let at = from;
  for (;;) {
    const piece = pieces[at];
    if (piece === undefined || piece.start >= end) return Math.max(from, at - 1);
    const { node } = piece;
    const first = Math.max(start - piece.start, 0);
    const last = Math.min(end - piece.start, node.length);
    if (first < last) part(node, first, last);
    at++;
  }
}
