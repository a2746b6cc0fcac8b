/** Copies, or says that the browser did not let us. Inside a frame or on plain HTTP there may be no clipboard at all. */
export async function copyText(view: Window, text: string): Promise<boolean> {
  try {
    await view.navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
