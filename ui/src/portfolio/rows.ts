const LINK = 'a[href]';

/** Makes the whole of each row open what its link opens, and the arrow keys go from row to row. */
export function openable(body: HTMLElement): () => void {
  const click = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const selecting = getSelection()?.type === 'Range';
    if (selecting || target.closest(LINK)) return;
    target.closest('tr')?.querySelector<HTMLAnchorElement>(LINK)?.click();
  };
  const key = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest('tr');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    const link = next?.querySelector<HTMLAnchorElement>(LINK);
    if (!['ArrowDown', 'ArrowUp'].includes(event.key) || !link) return;
    event.preventDefault();
    link.focus();
  };
  body.addEventListener('click', click);
  body.addEventListener('keydown', key);
  return () => {
    body.removeEventListener('click', click);
    body.removeEventListener('keydown', key);
  };
}
