import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';

import App from './App.svelte';
import { CommandProblem } from './lib/backend';
import { MockBackend } from './lib/backend/mock';

let backend: MockBackend;
const user = userEvent.setup();

beforeEach(() => {
  backend = new MockBackend();
});

function open(hash = '') {
  // Without the event that a change of the address would send later.
  history.replaceState(null, '', hash || '#/');
  render(App, { backend });
}

const rows = () => screen.findAllByTestId('job-row');
const row = async (job: string) => {
  const found = (await rows()).find((one) => one.dataset.job === job);
  if (!found) throw new Error(`no row of ${job}`);
  return within(found);
};

/** A job's variance becomes another, as a pull would bring it. */
function change(key: number, bp: number) {
  const page = backend.page(key);
  const latest = page.months.at(-1);
  if (!latest) throw new Error('the job has no month');
  latest.variance_bp = bp;
  latest.light = 'yellow';
  backend.tell({ event: 'cache_changed', tables: ['gold_schedule_health'] });
}

describe('the portfolio', () => {
  test('shows every job with its figures, worst first', async () => {
    open();
    expect(await rows()).toHaveLength(40);
    const worst = await row('24-1-082');
    expect(worst.getByText('Red')).toBeTruthy();
    expect(worst.getByTitle('$9,200,000.00')).toBeTruthy();
    expect(screen.getByTestId('as-of').textContent).toBe('Billing to 31 Oct · schedules to 14 Nov');
  });

  test('says why a job has no light', async () => {
    open();
    const without = backend.pages.filter(({ job }) => !job.latest?.light).map(({ job }) => job);
    expect(without.length).toBeGreaterThan(2);
    for (const { job_number, latest } of without) {
      const reason = !latest
        ? 'No schedule, no bills'
        : latest.schedule_bp === null
          ? 'No schedule yet'
          : 'No pay application yet';
      expect((await row(job_number)).getByText(reason), job_number).toBeTruthy();
    }
  });

  test('reads again after a pull and keeps filter and order', async () => {
    open();
    await rows();
    await user.type(screen.getByRole('searchbox'), 'Tempe Lakeshore Tower');
    await user.click(screen.getByRole('button', { name: 'Contract' }));
    const before = (await rows()).map((one) => one.dataset.job);
    change(2, 777);
    await waitFor(async () => expect((await row('25-1-083')).getByText('+7')).toBeTruthy());
    expect((await rows()).map((one) => one.dataset.job)).toEqual(before);
    expect(screen.getByRole('columnheader', { name: /Contract/ }).getAttribute('aria-sort')).toBe(
      'descending',
    );
  });

  test('filters by light with the counts that it shows', async () => {
    open();
    await rows();
    const red = screen.getByRole('button', { name: '7 Red' });
    await user.click(red);
    expect(await rows()).toHaveLength(7);
    expect(red.getAttribute('aria-pressed')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'Show all 40' }));
    expect(await rows()).toHaveLength(40);
  });

  test('opens a job from the keyboard, and the arrows go from row to row', async () => {
    open();
    const jobs = backend.pages.map(({ job }) => job);
    (await row(jobs[0]?.job_number ?? '')).getByRole('link').focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toBe(jobs[1]?.job_number);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(location.hash).toBe(`#/project/${jobs[1]?.project_key}`));
    expect(await screen.findByTestId('verdict')).toBeTruthy();
  });
});

describe('a project', () => {
  test('shows sentence, variance, chart and the dates they stand for', async () => {
    open('#/project/1');
    expect((await screen.findByTestId('verdict')).textContent).toContain('The schedule claims 93.1 %');
    expect(screen.getByTestId('variance').dataset.points).toBe('26.79');
    expect(screen.getByTestId('as-of').textContent).toBe(
      'Schedule of 14 Nov (status date) · pay application 6 to 31 Oct',
    );
    await waitFor(() => expect(screen.getByTestId('chart').querySelector('svg')).toBeTruthy());
  });

  test('shows the new number after a pull', async () => {
    open('#/project/1');
    await screen.findByTestId('verdict');
    change(1, 623);
    await waitFor(() => expect(screen.getByTestId('variance').dataset.points).toBe('6.23'));
  });

  test('says which date stands in for a period-to', async () => {
    open('#/project/3');
    const applications = within(await screen.findByRole('region', { name: 'Pay applications' }));
    expect(applications.getAllByText('date published, no period-to').length).toBeGreaterThan(1);
    expect(screen.getByTestId('as-of').textContent).toContain('(date published)');
  });

  test('says why a file is of record, and which version was withdrawn', async () => {
    open('#/project/1');
    const versions = within(await screen.findByRole('region', { name: 'Schedule versions' }));
    expect(
      versions.getByText(/Of record: Schedules\/Master schedule.xml \(it continues the last version\)/),
    ).toBeTruthy();
    expect(versions.getByText('withdrawn, gone on 3 Mar 2025')).toBeTruthy();
  });

  test('offers each file that is there once, and shows a choice at once as waiting', async () => {
    open('#/project/1');
    const versions = within(await screen.findByRole('region', { name: 'Schedule versions' }));
    expect(versions.getAllByRole('button', { name: /^Use this file/ })).toHaveLength(2);
    await user.click(versions.getByRole('button', { name: 'Use this file: Baseline bid schedule.xml' }));
    expect(await versions.findByText('Pinned, waiting to be sent ·')).toBeTruthy();
    await user.click(versions.getByRole('button', { name: 'Remove pin of Baseline bid schedule.xml' }));
    expect(await versions.findByText('Pin removed, waiting to be sent.')).toBeTruthy();
  });

  test('says who decided otherwise, or why a choice cannot be followed', async () => {
    const pinned = { file: 'Schedules/Baseline bid schedule.xml', decided_at: '2025-11-20T16:00:00Z' };
    const superseded = {
      state: 'superseded',
      by: 'A. Bell',
      at: '2025-11-21T09:00:00Z',
      file: 'Master.xml',
    } as const;
    backend.page(1).pin = { ...pinned, outcome: superseded };
    open('#/project/1');
    expect(
      await screen.findByText('Superseded: A. Bell chose Master.xml later, on 21 Nov 2025.'),
    ).toBeTruthy();
    backend.page(1).pin = { ...pinned, outcome: { state: 'refused', why: 'the job has no such file' } };
    backend.tell({ event: 'cache_changed', tables: [] });
    expect(await screen.findByText('Not followed: the job has no such file.')).toBeTruthy();
  });

  test('tells where a picture of its curves was saved, as they are on screen', async () => {
    const asked: unknown[] = [];
    const call = backend.call.bind(backend);
    backend.call = (request) => {
      if (request.command === 'save_chart') asked.push(request);
      return call(request);
    };
    const name = '24-1-082 S-curve 2025-11-14.png';
    backend.saved = { name, file: `C:\\Users\\ann\\Downloads\\${name}`, png: null };
    open('#/project/1');
    await user.click(await screen.findByRole('button', { name: /^Billed/ }));
    await user.click(screen.getByRole('button', { name: 'Save as PNG' }));
    expect(await screen.findByText(`Saved as C:\\Users\\ann\\Downloads\\${name}`)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy path' }));
    expect(await navigator.clipboard.readText()).toBe(`C:\\Users\\ann\\Downloads\\${name}`);
    expect(asked).toEqual([
      { command: 'save_chart', project_key: 1, width: 700, height: 300, dark: false, hidden: 'billed' },
    ]);
  });

  test('that is not on the laptop is told in the backend’s words', async () => {
    open('#/project/999');
    expect(await screen.findByText(/This job is not on this laptop/)).toBeTruthy();
  });
});

describe('the sync', () => {
  test('offline leaves every figure on screen and says why', async () => {
    open();
    await rows();
    const message = 'The service was not reached; what you see was pulled last.';
    backend.tell({
      event: 'status',
      ...backend.status,
      state: 'offline',
      problem: { kind: 'offline', message },
    });
    await waitFor(() => expect(screen.getByTestId('sync-state').dataset.state).toBe('offline'));
    expect(screen.getByRole('alert').textContent).toBe(message);
    expect(await rows()).toHaveLength(40);
    expect(screen.getByTestId('sync-now').ariaDisabled).toBe('false');
  });

  test('now shows its progress and cannot be started twice', async () => {
    open();
    let pulls = 0;
    let finish: () => void = () => undefined;
    backend.pull = () => {
      pulls += 1;
      backend.tell({ event: 'status', ...backend.status, state: 'syncing' });
      backend.tell({ event: 'progress', received: 120, total: 400 });
      return new Promise((done) => (finish = done));
    };
    await rows();
    await user.click(screen.getByTestId('sync-now'));
    expect(await screen.findByText('Syncing, 120 of 400 changes')).toBeTruthy();
    await user.click(screen.getByTestId('sync-now'));
    expect(pulls).toBe(1);
    backend.status = { ...backend.status, state: 'online' };
    finish();
    await waitFor(() => expect(screen.getByTestId('sync-state').dataset.state).toBe('online'));
    expect(screen.getByTestId('sync-state').textContent).toContain('Data of 23 Nov 06:42');
  });

  test('reads everything again when events come after a gap', async () => {
    const gap = listeningAgain();
    open();
    await rows();
    const page = backend.page(1);
    page.job.name = 'Renamed in the gap';
    gap.end();
    expect(await screen.findByText('Renamed in the gap')).toBeTruthy();
  });

  function listeningAgain() {
    const listen = backend.listen.bind(backend);
    const gap = { end: (): void => undefined };
    backend.listen = (handler, listening) => {
      gap.end = listening;
      return listen(handler, listening);
    };
    return gap;
  }
});

test('a refused token leads to where another is typed', async () => {
  const problem = { kind: 'sign_in', message: 'The token was refused; connect again.' } as const;
  backend.status = { ...backend.status, state: 'offline', problem };
  open();
  await user.click(await screen.findByRole('link', { name: 'Connect to the service' }));
  expect(await screen.findByLabelText('Development token')).toBeTruthy();
});

describe('a laptop that was never connected', () => {
  beforeEach(() => {
    backend.status = {
      state: 'not_connected',
      freshness: { copy: 'missing', pulled_at: null, refreshed_at: null, as_of: null },
      server: null,
      problem: null,
      set_aside: null,
    };
  });

  async function connect() {
    await user.type(await screen.findByLabelText('Development token'), 'secret');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
  }

  test('asks for a server and a token and then shows the portfolio', async () => {
    const connected = new MockBackend().status;
    let asked: unknown;
    backend.pull = (request) => {
      asked = request;
      backend.status = connected;
      return Promise.resolve();
    };
    open();
    await connect();
    expect(asked).toEqual({ command: 'connect', server: 'http://127.0.0.1:8787', token: 'secret' });
    expect(await rows()).toHaveLength(40);
  });

  test('keeps what was typed when the service refuses, and says what to do', async () => {
    const message = 'The service refused the token; copy it again.';
    backend.pull = () => Promise.reject(new CommandProblem({ kind: 'sign_in', message }));
    open();
    await connect();
    const said = await screen.findAllByRole('alert');
    expect(said.map((one) => one.textContent)).toContain(message);
    expect(screen.getByLabelText<HTMLInputElement>('Development token').value).toBe('secret');
  });
});

test('the colours are those of the system until the reader chooses, and the choice is kept', async () => {
  open();
  await rows();
  expect(document.documentElement.dataset.theme).toBeUndefined();
  await user.click(screen.getByRole('button', { name: 'Dark colours' }));
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(localStorage.getItem('theme')).toBe('dark');
});

describe('a laptop whose copy cannot be read', () => {
  test.each([
    ['other_version', /made by another version of the app/],
    ['damaged', /cannot be read any more/],
  ] as const)('says that it needs one sync, and shows the jobs after it: %s', async (copy, why) => {
    const whole = backend.status;
    const freshness = { copy, pulled_at: null, refreshed_at: null, as_of: null };
    backend.status = { ...whole, state: 'offline', freshness };
    open();
    const place = within(await screen.findByRole('region', { name: 'Needs one sync' }));
    expect(place.getByText(why)).toBeTruthy();
    backend.pull = () => Promise.resolve(void (backend.status = whole));
    await user.click(place.getByRole('button', { name: 'Sync now' }));
    expect(await rows()).toHaveLength(40);
  });
});

test('a file that was set aside is told on every screen', async () => {
  backend.status = {
    ...backend.status,
    set_aside: 'The file was set aside as local-damaged-2025-11-23.sqlite.',
  };
  open();
  expect(await screen.findByText(/set aside as local-damaged/)).toBeTruthy();
  expect(await rows()).toHaveLength(40);
});
