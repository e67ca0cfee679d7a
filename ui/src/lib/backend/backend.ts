import type {
  ChartImage,
  Event,
  Portfolio,
  Problem,
  ProblemKind,
  ProjectPage,
  Reply,
  Request,
  SavedChart,
  SyncStatus,
} from '../generated/contract';

/** What the window talks to, and nothing else. */
export interface Backend {
  /** Answers one command, or throws a {@link CommandProblem}. */
  call(request: Request): Promise<Reply>;
  /**
   * Hands on what the app tells unasked, until the returned function is called. `listening` is called each time
   * events begin to arrive: what was read before that may have changed unheard.
   */
  listen(handler: (event: Event) => void, listening: () => void): () => void;
}

interface Answers {
  portfolio: Portfolio;
  project: ProjectPage;
  chart: ChartImage;
  save_chart: SavedChart;
  pin_schedule: ProjectPage;
  status: SyncStatus;
  sync_now: SyncStatus;
  connect: SyncStatus;
}

/** What a request is answered with. */
export type Answer<R extends Request> = Answers[R['command']];

/** Calls a command whose answer's type follows from the request. */
export async function ask<R extends Request>(backend: Backend, request: R): Promise<Answer<R>> {
  const reply = await backend.call(request);
  return reply.body as Answer<R>;
}

/** A {@link Problem} that can be thrown. */
export class CommandProblem extends Error implements Problem {
  readonly kind: ProblemKind;

  constructor({ kind, message }: Problem) {
    super(message);
    this.kind = kind;
  }

  /** Whatever was thrown or sent in place of an answer. */
  static from(thrown: unknown): CommandProblem {
    if (thrown instanceof CommandProblem) return thrown;
    if (isProblem(thrown)) return new CommandProblem(thrown);
    return new CommandProblem({
      kind: 'internal',
      message: `Something of ours broke; try again. (${String(thrown)})`,
    });
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'kind' in value && 'message' in value;
}
