import { createListenerSet } from '#shared/listener-set.ts';
import type { PortSource } from './port-source.ts';

/** A port that a preload script has handed over. It lives as long as the window: there is no second one. */
export function messagePortSource(handed: MessagePort): PortSource {
  const messages = createListenerSet<unknown>();
  handed.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    messages.call(data);
  });
  return () => {
    const closed = new Promise<'lost'>((end) => {
      handed.addEventListener('close', () => {
        end('lost');
      });
    });
    return Promise.resolve({
      ended: closed,
      port: {
        post: (message) => {
          handed.postMessage(message);
        },
        onMessage: (listener) => {
          const undo = messages.add(listener);
          // What came before waits in the port until now.
          handed.start();
          return undo;
        },
        onClose: (listener) => {
          void closed.then(listener);
          return () => undefined;
        },
        close: () => {
          handed.close();
        },
      },
    });
  };
}
