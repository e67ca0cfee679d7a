import type { Backend } from './backend';

export { ask, CommandProblem, type Answer, type Backend } from './backend';

/** The backend of the place where the window runs. */
export async function backendHere(): Promise<Backend> {
  if (import.meta.env.DEV && import.meta.env.MODE === 'mock') {
    const { MockBackend } = await import('./mock');
    return new MockBackend();
  }
  if ('__TAURI_INTERNALS__' in window) return (await import('./shell')).shell;
  return (await import('./http')).http;
}
