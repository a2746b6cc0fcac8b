/** How large an image is, by its bytes, and whether office programs show such a one. */

export interface ImageLook {
  readonly type: 'png' | 'jpg' | 'gif';
  /** in pixels */
  readonly width: number;
  readonly height: number;
}

/** Null for what is none of those three, or is cut off before it says how large it is. */
export function imageLookOf(bytes: Uint8Array): ImageLook | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = png(view) ?? gif(view) ?? jpeg(view);
  return found === null || found.width === 0 || found.height === 0 ? null : found;
}

function png(view: DataView): ImageLook | null {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89_50_4e_47) return null;
  return { type: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(view: DataView): ImageLook | null {
  if (view.byteLength < 10 || view.getUint32(0) !== 0x47_49_46_38) return null;
  return { type: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** The segment that begins a frame says it; those before it are passed by. */
function jpeg(view: DataView): ImageLook | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xff_d8) return null;
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { type: 'jpg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}
