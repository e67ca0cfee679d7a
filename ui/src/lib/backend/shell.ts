import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { Event, Reply } from '../generated/contract';
import { CommandProblem, type Backend } from './backend';

/** The desktop shell: one command, one event. */
export const shell: Backend = {
  async call(request) {
    try {
      return await invoke<Reply>('call', { request });
    } catch (thrown) {
      throw CommandProblem.from(thrown);
    }
  },

  listen(handler, listening) {
    const stop = listen<Event>('app-event', (event) => handler(event.payload));
    void stop.then(listening);
    return () => void stop.then((unlisten) => unlisten());
  },
};
