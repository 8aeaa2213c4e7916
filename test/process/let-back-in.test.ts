import { afterEach, expect, it } from 'vitest';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import { present } from '#shared/assert.ts';
import { isServer } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { runServeTask } from '#test/support/serve-task.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

it.each(['removed', 'deactivated', 'banned'])(
  '[D9] whoever is let back in after being %s reads of no loss, and begins no other outbox',
  async (standing) => {
    const place = openOffice();
    office = place;
    const { serverId, claimLink, joinLine } = await place.openServer();
    const mara = place.openChat('Mara', '--server', String(claimLink));
    await mara.ask('wait', { for: 'room', room: 'general' });
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'room', room: 'general' });
    await ole.ask('message.send', { room: 'general', text: 'before' });
    const { person } = await ole.until(({ event }) => event === 'message');
    /** Once the server has it. */
    const set = async (to: string) => {
      const before = mara.events().length;
      mara.say({ call: 'person.setStanding', params: { serverId, personId: person, standing: to } });
      await mara.untilAfter(before, (event) => event.event === 'person' && event['standing'] === to);
    };
    await set(standing);
    await ole.until(isServer('refused'));
    await set('active');
    const before = ole.events().length;
    await ole.ask('server.join', { server: joinLine, name: 'Ole' });
    await ole.untilAfter(before, isServer('online'));
    const states = ole.of('server').map(({ state }) => state);
    expect(states).not.toContain('healing');
    const { devices } = (await runServeTask('status', place.serverFolder)) as never as ServerStatus;
    expect(
      present(
        devices.find(({ displayName }) => displayName === 'Ole'),
        'Ole was here',
      ),
    ).toMatchObject({
      outboxes: 1,
      isHere: true,
    });
  },
);
