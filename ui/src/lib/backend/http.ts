import type { Event, Reply, Request } from '../generated/contract';
import { CommandProblem, type Backend } from './backend';

/** The same commands over HTTP, from the address that served this page. */
export const http: Backend = {
  async call(request) {
    const response = await post(request);
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body as Reply;
    throw CommandProblem.from(body ?? `HTTP ${response.status}`);
  },

  listen(handler, listening) {
    // It connects again by itself when the stream breaks.
    const stream = new EventSource('/events');
    stream.onopen = listening;
    stream.onmessage = (message: MessageEvent<string>) => handler(JSON.parse(message.data) as Event);
    return () => stream.close();
  },
};

async function post(request: Request): Promise<Response> {
  try {
    return await fetch('/rpc', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
  } catch {
    throw new CommandProblem({
      kind: 'internal',
      message: 'The app on this laptop does not answer; start it again.',
    });
  }
}
