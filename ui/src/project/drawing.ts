import type { Attachment } from 'svelte/attachments';

/** Puts a drawing into an element as nodes, so that nothing in it is read as HTML. */
export function drawing(svg: string): Attachment<HTMLElement> {
  return (node) => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    node.replaceChildren(document.importNode(parsed, true));
  };
}
