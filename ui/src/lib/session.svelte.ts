import { createContext } from 'svelte';

import { ask, CommandProblem, type Answer, type Backend } from './backend';
import type { Event, Problem, Request, SyncStatus } from './generated/contract';

/** The open window's connection to the app: how the sync stands, and when to read again. */
export class Session {
  status = $state.raw<SyncStatus>();
  progress = $state.raw<{ received: number; total: number }>();
  /** A new number each time that what the window has read may be old. */
  edition = $state(0);
  /** A pull asked for in this window is under way. */
  asked = $state(false);
  /** Why the last command started here failed, where the status does not say so. */
  #refused = $state.raw<Problem>();
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Reads the state of the sync and follows it until the returned function is called. */
  open(): () => void {
    void this.#readStatus();
    return this.#backend.listen(
      (event) => this.#hear(event),
      () => {
        this.edition += 1;
        void this.#readStatus();
      },
    );
  }

  /** Answers one command. */
  ask<R extends Request>(request: R): Promise<Answer<R>> {
    return ask(this.#backend, request);
  }

  /** Pulls now; what goes wrong is in {@link problem}. */
  syncNow(): Promise<boolean> {
    return this.#command({ command: 'sync_now' });
  }

  /** Names the service and pulls for the first time; what goes wrong is in {@link problem}. */
  connect(server: string, token: string): Promise<boolean> {
    return this.#command({ command: 'connect', server, token });
  }

  /** What to tell about the last attempt, when it failed. */
  get problem(): Problem | undefined {
    return this.#refused ?? this.status?.problem ?? undefined;
  }

  /** A pull is under way, asked for here or not. */
  get syncing(): boolean {
    return this.status?.state === 'syncing';
  }

  async #command(request: Extract<Request, { command: 'sync_now' | 'connect' }>): Promise<boolean> {
    this.asked = true;
    try {
      this.#show(await this.ask(request));
      return true;
    } catch (thrown) {
      await this.#readStatus();
      this.#refused = CommandProblem.from(thrown);
      return false;
    } finally {
      this.asked = false;
    }
  }

  async #readStatus(): Promise<void> {
    try {
      this.#show(await this.ask({ command: 'status' }));
    } catch (thrown) {
      this.#refused = CommandProblem.from(thrown);
    }
  }

  #hear(event: Event): void {
    switch (event.event) {
      case 'cache_changed':
        this.edition += 1;
        break;
      case 'progress':
        this.progress = { received: event.received, total: event.total };
        break;
      case 'status':
        this.#show(event);
        break;
    }
  }

  #show(status: SyncStatus): void {
    this.status = status;
    this.#refused = undefined;
    if (status.state !== 'syncing') this.progress = undefined;
  }
}

export const [useSession, provideSession] = createContext<Session>();
