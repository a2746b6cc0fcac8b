/** What elements are, beside those that are read one by one. */

/** Gone with all that is in them. */
export const DROPPED = new Set(
  (
    'script style template noscript iframe frame embed applet svg canvas video audio map head title meta link base ' +
    'button select textarea dialog slot portal xml o:smarttagtype w:sdtpr datalist progress meter'
  ).split(' '),
);

/** What is in them is a line of its own. */
export const LINES = new Set(
  'div section article main aside header footer nav figure figcaption address dl dt dd details summary tr caption body center form fieldset legend hgroup search'.split(
    ' ',
  ),
);
