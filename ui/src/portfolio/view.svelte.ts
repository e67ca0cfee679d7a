import type { Column, LightFilter, Order } from './order';
import { pressed } from './order';

/** How the reader looks at the portfolio; it outlives a visit to a project. */
export class PortfolioView {
  text = $state('');
  light = $state<LightFilter>('all');
  order = $state.raw<Order>();
  scrolled = 0;

  sortBy(column: Column): void {
    this.order = pressed(this.order, column);
  }
}
