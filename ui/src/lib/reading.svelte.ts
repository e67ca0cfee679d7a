import { CommandProblem } from './backend';
import type { Problem } from './generated/contract';

/** An answer that stays on screen while it is asked for again. */
export class Reading<T> {
  value = $state.raw<T>();
  problem = $state.raw<Problem>();
  #asked = 0;

  /** Shows what is answered, unless something was asked later. */
  async refresh(answer: Promise<T>): Promise<void> {
    const turn = ++this.#asked;
    try {
      const value = await answer;
      if (turn !== this.#asked) return;
      this.value = value;
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#asked) this.problem = CommandProblem.from(thrown);
    }
  }
}
