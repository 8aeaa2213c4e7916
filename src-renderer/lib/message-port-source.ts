import type { PortSource } from './port-source.ts';
import { createListenerSet } from '#shared/listener-set.ts';

/** What a preload script leaves in the page: it is asked for ports by name, and the page hears of them as messages to itself. */
export interface PortBridge {
  readonly ask: (name: string) => void;
}

/** Ports that the program around the page hands over, a new one each time. */
export function messagePortSource(bridge: PortBridge, name: string): PortSource {
  return async () => {
    const end = await nextPort(bridge, name);
    const closed = new Promise<'lost'>((resolve) => {
      end.addEventListener('close', () => {
        resolve('lost');
      });
    });
    const messages = createListenerSet<unknown>();
    end.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      messages.call(data);
    });
    return {
      ended: closed,
      port: {
        post: (message) => {
          end.postMessage(message);
        },
        onMessage: (listener) => {
          const undo = messages.add(listener);
          // What came before waits in the port until now.
          end.start();
          return undo;
        },
        onClose: (listener) => {
          void closed.then(listener);
          return () => undefined;
        },
        close: () => {
          end.close();
        },
      },
    };
  };
}

function nextPort(bridge: PortBridge, name: string): Promise<MessagePort> {
  return new Promise((resolve) => {
    const hear = ({ source, data, ports: [end] }: MessageEvent<unknown>): void => {
      if (source !== window || end === undefined || !isHandOver(data, name)) return;
      window.removeEventListener('message', hear);
      resolve(end);
    };
    window.addEventListener('message', hear);
    bridge.ask(name);
  });
}

function isHandOver(data: unknown, name: string): boolean {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('name' in data)) return false;
  return data.type === 'hallway.port' && data.name === name;
}
