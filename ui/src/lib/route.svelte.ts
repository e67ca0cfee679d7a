/** Where the window is, as the address says after `#`. */
export type Place = { screen: 'portfolio' } | { screen: 'project'; key: number } | { screen: 'connect' };

export const portfolioAddress = '#/';
export const connectAddress = '#/connect';

export function projectAddress(key: number): string {
  return `#/project/${key}`;
}

/** The place an address names; an unknown one is the portfolio. */
export function placeOf(hash: string): Place {
  const project = /^#\/project\/(\d+)$/.exec(hash);
  if (project) return { screen: 'project', key: Number(project[1]) };
  return hash === connectAddress ? { screen: 'connect' } : { screen: 'portfolio' };
}

/** Follows the address, so that back and reload work. */
export class Route {
  place = $state.raw<Place>(placeOf(location.hash));

  /** Until the returned function is called. */
  follow(): () => void {
    const read = () => (this.place = placeOf(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }
}
