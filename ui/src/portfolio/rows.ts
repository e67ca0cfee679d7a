const LINK = 'a[href]';

/** Makes the whole of each row open what its link opens. */
export function openable(body: HTMLElement): () => void {
  const click = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const selecting = getSelection()?.type === 'Range';
    if (selecting || target.closest(LINK)) return;
    target.closest('tr')?.querySelector<HTMLAnchorElement>(LINK)?.click();
  };
  body.addEventListener('click', click);
  return () => body.removeEventListener('click', click);
}

/** The row that a key leads to from `index`; none for a key that leads nowhere. */
export function leadsTo(key: string, index: number, count: number, page: number): number | undefined {
  const to = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: Math.min(index + page, count - 1),
    PageUp: Math.max(index - page, 0),
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined || to < 0 || to >= count ? undefined : to;
}
