import type { NearbyView } from '#shared/ipc/chat-view.ts';
import type { ChatCalls } from './calls.ts';

/** The servers that announce themselves on this network. */
export class Nearby {
  view = $state.raw<NearbyView>({ servers: [], status: { type: 'starting', problem: null } });

  constructor(chat: ChatCalls) {
    chat.on('nearby.changed', (view) => {
      this.view = view;
    });
    chat.onOpen(() => {
      void chat.call('server.nearby', {}).then((answer) => {
        if (answer.ok) this.view = answer.value;
      });
    });
  }
}
