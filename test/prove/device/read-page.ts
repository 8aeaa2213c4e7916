import { LineBroken, type DeviceLine } from './device-line.ts';
import type { DeviceMemory } from './device-memory.ts';
import type { Page } from './wire-shapes.ts';

interface PageOptions {
  readonly memory: DeviceMemory;
  readonly line: DeviceLine;
  readonly firstRoomId: string;
  readonly epochId: string;
}

/** Asks for the newest page of the first room, and writes down what it held. */
export function readPage({ memory, line, firstRoomId, epochId }: PageOptions): Promise<void> {
  const asked = new Promise<void>((resolve, reject) => {
    line.request('history.page', { roomId: firstRoomId, epochId, maxItems: 200 }, (reply) => {
      const page = reply['result'] as Page | undefined;
      if (page === undefined) return reject(new Error(`No page: ${JSON.stringify(reply)}`));
      const posted = page.events.filter(({ header }) => header.kind === 'message.posted');
      const entries = posted.map(({ header, command }) => ({ commandId: command.commandId, place: header.streamSeq }));
      memory.steps.push({ type: 'read', from: page.from, upTo: page.to, entries });
      resolve();
    });
  });
  return Promise.race([asked, line.ended.then(() => Promise.reject(new LineBroken('no page before the end')))]);
}
