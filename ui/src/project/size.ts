import type { Attachment } from 'svelte/attachments';

/** In whole CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** How long a size has to last before something is drawn for it. */
const SETTLED_MS = 80;

/** Tells an element's size at once, and each later one when it has settled. */
export function sizeOf(tell: (size: Size) => void): Attachment<HTMLElement> {
  return (node) => {
    let settling: ReturnType<typeof setTimeout> | undefined;
    let told = '';
    const measure = () => {
      const size = { width: Math.floor(node.clientWidth), height: Math.floor(node.clientHeight) };
      const name = `${size.width}×${size.height}`;
      if (size.width === 0 || size.height === 0 || name === told) return;
      told = name;
      tell(size);
    };
    const observer = new ResizeObserver(() => {
      clearTimeout(settling);
      settling = setTimeout(measure, SETTLED_MS);
    });
    measure();
    observer.observe(node);
    return () => {
      clearTimeout(settling);
      observer.disconnect();
    };
  };
}
