import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

import { CommandProblem } from '../src/lib/backend/backend';
import { MockBackend } from '../src/lib/backend/mock';
import type { Request } from '../src/lib/generated/contract';

const DIST = join(import.meta.dirname, '../dist');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** As strict as the shell's: the page has to do with it. */
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';
  connect-src 'self'; base-uri 'none'; form-action 'none'`.replace(/\s+/g, ' ');

/** The built front end, with an invented contractor behind the two addresses that `cds-browser` has. */
export class TestServer {
  readonly backend = new MockBackend();
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<TestServer> {
    const server = new TestServer();
    await new Promise<void>((listening) => server.#server.listen(0, '127.0.0.1', listening));
    return server;
  }

  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Breaks every event stream, as a network does; the page connects again. */
  breakStreams(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.address).pathname;
    if (path === '/rpc') await this.#rpc(request, response);
    else if (path === '/events') this.#events(response);
    else await file(path === '/' ? '/index.html' : path, response);
  }

  async #rpc(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await request.setEncoding('utf8').reduce((text: string, part: string) => text + part, '');
    try {
      const reply = await this.backend.call(JSON.parse(body) as Request);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    } catch (thrown) {
      const { kind, message } = CommandProblem.from(thrown);
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ kind, message }));
    }
  }

  #events(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 50\n\n');
    const stop = this.backend.listen(
      (event) => response.write(`data: ${JSON.stringify(event)}\n\n`),
      () => response.write(': listening\n\n'),
    );
    this.#streams.add(response);
    response.on('close', () => {
      this.#streams.delete(response);
      stop();
    });
  }
}

async function file(path: string, response: ServerResponse): Promise<void> {
  const name = normalize(path);
  const bytes = await readFile(join(DIST, name)).catch(() => undefined);
  if (!bytes) response.writeHead(404).end();
  else {
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(bytes);
  }
}
