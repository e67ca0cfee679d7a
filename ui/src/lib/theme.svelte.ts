type Choice = 'light' | 'dark';

const KEY = 'theme';

/** Light or dark: as the system has it until the reader chooses. */
export class Theme {
  #choice = $state<Choice | null>(kept());
  readonly #system = matchMedia('(prefers-color-scheme: dark)');
  #systemDark = $state(this.#system.matches);

  /** Follows the system until the returned function is called. */
  follow(): () => void {
    const read = () => (this.#systemDark = this.#system.matches);
    this.#system.addEventListener('change', read);
    this.#apply();
    return () => this.#system.removeEventListener('change', read);
  }

  get dark(): boolean {
    return this.#choice === null ? this.#systemDark : this.#choice === 'dark';
  }

  toggle(): void {
    this.#choice = this.dark ? 'light' : 'dark';
    localStorage.setItem(KEY, this.#choice);
    this.#apply();
  }

  #apply(): void {
    if (this.#choice) document.documentElement.dataset.theme = this.#choice;
  }
}

/** Whether the colours on screen are the dark ones. */
export function darkOnScreen(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function kept(): Choice | null {
  const choice = localStorage.getItem(KEY);
  return choice === 'light' || choice === 'dark' ? choice : null;
}
