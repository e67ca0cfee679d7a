import { chart } from '../../../fixtures/chart';
import { AS_OF, contractor, portfolio } from '../../../fixtures/contractor';
import type { Event, ProjectPage, Reply, Request, SyncStatus } from '../generated/contract';
import { CommandProblem, type Backend } from './backend';

/** An invented contractor in place of the app, for tests and for working on the screens. */
export class MockBackend implements Backend {
  pages: ProjectPage[] = contractor();
  status: SyncStatus = {
    state: 'online',
    freshness: { pulled_at: '2025-11-23T15:10:00Z', refreshed_at: '2025-11-23T13:42:00Z', as_of: AS_OF },
    server: 'http://127.0.0.1:8787',
    problem: null,
  };
  /** What `sync_now` and `connect` do; they answer with the status unless this throws. */
  pull: (request: Request) => Promise<void> = () => Promise.resolve();
  /** What was asked, oldest first. */
  readonly asked: Request[] = [];
  readonly #listeners = new Set<(event: Event) => void>();

  async call(request: Request): Promise<Reply> {
    this.asked.push(request);
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
      case 'save_chart': {
        const name = `${this.page(request.project_key).job.job_number} S-curve ${AS_OF}.png`;
        return { reply: 'saved', body: { name, folder: 'C:\\Users\\reyes\\Downloads' } };
      }
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
