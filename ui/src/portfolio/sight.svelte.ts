import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** Up to this many rows are all drawn, so that the page can be searched and read out whole. */
const FEW = 100;
/** Rows drawn beyond those in sight, on either side. */
const BEYOND = 10;

/** A row that is drawn, or the place of rows that are not. */
export type Part = { index: number } | { from: number; rows: number };

/** What is drawn of `count` rows when `first` to `last` are in sight and `held` has the focus. */
export function parts(count: number, first: number, last: number, held?: number): Part[] {
  const from = count <= FEW ? 0 : Math.max(0, Math.min(first - BEYOND, count - 1));
  const to = count <= FEW ? count - 1 : Math.min(count - 1, last + BEYOND);
  const all: Part[] = [];
  const gap = (start: number, end: number) => {
    if (end > start) all.push({ from: start, rows: end - start });
  };
  const drawn = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  // The row that has the focus stays, or the focus would be lost with it.
  if (held !== undefined && held < from) drawn.unshift(held);
  if (held !== undefined && held > to && held < count) drawn.push(held);
  let next = 0;
  for (const index of drawn) {
    gap(next, index);
    all.push({ index });
    next = index + 1;
  }
  gap(next, count);
  return all;
}

/** The rows of a long table of which only those in sight are drawn. All are of one height. */
export class Sight {
  /** In CSS pixels; taken from the first row that is drawn. */
  rowHeight = $state(46);
  #scrolled = $state(0);
  #height = $state(690);
  #card: HTMLElement | undefined;

  constructor(scrolled: number) {
    this.#scrolled = scrolled;
  }

  parts(count: number, held?: number): Part[] {
    const first = Math.floor(this.#scrolled / this.rowHeight);
    return parts(count, first, first + Math.ceil(this.#height / this.rowHeight), held);
  }

  /** For the element that scrolls; `tell` hears where to. */
  scrolls(tell: (scrolled: number) => void): Attachment<HTMLElement> {
    return (card) => {
      this.#card = card;
      card.scrollTop = this.#scrolled;
      card.onscroll = () => {
        this.#scrolled = card.scrollTop;
        tell(card.scrollTop);
      };
      const observer = new ResizeObserver(() => {
        if (card.clientHeight > 0) this.#height = card.clientHeight;
        const drawn = card.querySelector('[aria-rowindex]')?.getBoundingClientRect().height;
        if (drawn) this.rowHeight = drawn;
      });
      observer.observe(card);
      return () => observer.disconnect();
    };
  }

  /** How many rows are in sight at once. */
  get page(): number {
    return Math.max(1, Math.floor((this.#height - this.#head()) / this.rowHeight) - 1);
  }

  /** Scrolls no further than it takes to see a row, and draws it. */
  async reveal(index: number): Promise<void> {
    const card = this.#card;
    if (!card) return;
    const above = index * this.rowHeight;
    const below = this.#head() + above + this.rowHeight - this.#height;
    if (card.scrollTop > above) card.scrollTop = above;
    else if (card.scrollTop < below) card.scrollTop = below;
    this.#scrolled = card.scrollTop;
    await tick();
  }

  #head(): number {
    return this.#card?.querySelector('thead')?.clientHeight ?? 0;
  }
}
