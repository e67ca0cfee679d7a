import { chart } from '../../../fixtures/chart';
import { AS_OF, contractor, portfolio } from '../../../fixtures/contractor';
import type { Event, ProjectPage, Reply, Request, SavedChart, SyncStatus } from '../generated/contract';
import { CommandProblem, type Backend } from './backend';

/** An invented contractor in place of the app, for tests and for working on the screens. */
export class MockBackend implements Backend {
  pages: ProjectPage[] = contractor();
  status: SyncStatus = {
    state: 'online',
    freshness: {
      copy: 'readable',
      pulled_at: '2025-11-23T15:10:00Z',
      refreshed_at: '2025-11-23T13:42:00Z',
      as_of: AS_OF,
    },
    server: 'http://127.0.0.1:8787',
    problem: null,
    set_aside: null,
  };
  /** What a chart is saved as. */
  saved: SavedChart = { name: '24-1-082 S-curve 2025-11-14.png', file: null, png: [137, 80, 78, 71] };
  /** What `sync_now` and `connect` do; they answer with the status unless this throws. */
  pull: (request: Request) => Promise<void> = () => Promise.resolve();
  readonly #listeners = new Set<(event: Event) => void>();

  async call(request: Request): Promise<Reply> {
    // As over a wire: what was answered does not change with what is answered later.
    return structuredClone(await this.#answer(request));
  }

  async #answer(request: Request): Promise<Reply> {
    switch (request.command) {
      case 'portfolio':
        return { reply: 'portfolio', body: portfolio(this.pages) };
      case 'project':
        return { reply: 'project', body: this.page(request.project_key) };
      case 'chart':
        return { reply: 'chart', body: chart(this.page(request.project_key), request.width, request.height) };
      case 'save_chart':
        return { reply: 'saved_chart', body: this.saved };
      case 'pin_schedule':
        return { reply: 'project', body: this.#pin(request.project_key, request.file) };
      case 'sync_now':
      case 'connect':
        await this.pull(request);
        return { reply: 'status', body: this.status };
      case 'status':
        return { reply: 'status', body: this.status };
    }
  }

  listen(handler: (event: Event) => void, listening: () => void): () => void {
    this.#listeners.add(handler);
    listening();
    return () => this.#listeners.delete(handler);
  }

  /** Tells every open window something. */
  tell(event: Event): void {
    if (event.event === 'status') this.status = event;
    for (const listener of this.#listeners) listener(event);
  }

  #pin(key: number, file: string | null): ProjectPage {
    const page = this.page(key);
    page.pin = { file, decided_at: '2025-11-23T16:00:00Z', outcome: null };
    return page;
  }

  /** One job's page, to be read or changed. */
  page(key: number): ProjectPage {
    const page = this.pages.find(({ job }) => job.project_key === key);
    if (page) return page;
    throw new CommandProblem({
      kind: 'not_found',
      message: 'This job is not on this laptop; it may have been taken out of your scope.',
    });
  }
}
