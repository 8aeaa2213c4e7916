import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { buildServer, morning, nordlicht, serverIdOf } from './builders.ts';
import { setupPeople } from './setup-people.ts';

const werkstatt = serverIdOf('w');
const expiry = Math.floor((morning + 3_600_000) / 1_000);
const link = `hallway://join?s=${werkstatt}&h=192.168.4.52:7420&t=AAAAAAAAAAAAAAAAAAAAAA&x=${expiry}`;

async function setupLinks(options: Parameters<typeof setupPeople>[0] = {}) {
  const people = await setupPeople(options);
  people.answer('server.join', async () => ok({ serverId: werkstatt }));
  people.news();
  const joined = () => people.calls.flatMap(({ name, params }) => (name === 'server.join' ? [params] : []));
  const said = () => people.calls.flatMap(({ name, params }) => (name === 'message.send' ? [params] : []));
  return { ...people, joined, said };
}

describe('a link that is pasted alone', () => {
  it('[T6] is asked about, and joins when told to', async () => {
    const { type, news, joined, said } = await setupLinks();
    await type(`  ${link} `);
    expect([joined(), said()]).toEqual([[], []]);
    const asked = news().join(' ');
    expect(asked).toContain(
      'This link leads to a server with the key WWWW-WWWW-WWWW-WWWW at 192.168.4.52:7420, where you would be Mara.',
    );
    expect(asked).toContain('It holds an invite until 11:42.');
    expect(asked).not.toContain('AAAAAAAAAAAAAAAAAAAAAA');
    await type('/yes');
    expect(joined()).toEqual([{ target: link, displayName: 'Mara' }]);
  });

  it('[T6] is left by any other line, and joins once', async () => {
    const { type, joined, said, news } = await setupLinks();
    await type(link);
    await type('hello');
    await type('/yes');
    expect([joined(), said().length]).toEqual([[], 1]);
    await type(link);
    await type('/yes');
    await type('/yes');
    expect(joined()).toHaveLength(1);
    expect(news().at(-1)).toBe('Nothing was asked. //yes says it.');
  });

  it.each([
    ['not compared where it was declined', 'no', false],
    ['compared where it was followed', '/yes', true],
  ])('[T3] leads to a server that counts as %s', async (_what, answer, isCompared) => {
    const { type, news, server, pass, calls } = await setupLinks();
    await type(link);
    await type(answer);
    server({ serverId: werkstatt, name: 'Werkstatt' });
    await pass(10);
    await type(`/server ${werkstatt}`);
    news();
    await type('/confirm');
    expect(news().join(' ').includes('Nothing of Werkstatt was shown yet to compare.')).toBe(!isCompared);
    expect(calls.some(({ name }) => name === 'server.confirm')).toBe(isCompared);
  });

  it('[T6] says that it cannot be used', async () => {
    const { type, news, joined } = await setupLinks();
    await type('hallway://join?s=nonsense');
    await type('/yes');
    expect(joined()).toEqual([]);
    expect(news()[0]).toBe('This is no server id, address or join line. Check it and try again.');
  });

  it('[T6] says of one that adds this computer to the devices of somebody that it does, and adds it when told to', async () => {
    const ofEve = `${link.replace('//join?', '//link?')}&n=Eve%1B%5B2J`;
    const { type, news, joined } = await setupLinks();
    await type(ofEve);
    expect(joined()).toEqual([]);
    const asked = news().join(' ');
    expect(asked).toContain(
      'This link makes this computer one more device of Eve[2J at a server with the key WWWW-WWWW-WWWW-WWWW at 192.168.4.52:7420, once the digits on both screens are the same',
    );
    expect(asked).toContain('It holds until 11:42.');
    expect(asked).toContain('Only Eve[2J has a reason to do this, with a link made on a device of their own.');
    expect(asked).not.toMatch(/Mara|invite|AAAAAAAAAAAAAAAAAAAAAA/u);
    await type('/yes');
    expect(joined()).toEqual([{ target: ofEve, displayName: 'Mara' }]);
  });

  it('is said where it stands among words', async () => {
    const { type, said } = await setupLinks();
    await type(`try ${link}`);
    expect(said()).toMatchObject([{ text: `try ${link}` }]);
  });
});

describe('a server that has another key', () => {
  it('[T8] than the one of its name is shown with both keys, and joined beside it when told to', async () => {
    const connection = { type: 'refused', problem: { type: 'known_name', serverId: nordlicht } } as const;
    const other = buildServer({ serverId: werkstatt, connection });
    const { type, joined, news, emit, pass } = await setupLinks();
    emit('server.changed', other);
    await pass(10);
    const said = news();
    expect(said.slice(-2)).toEqual(['The key you know  NNNN-NNNN-NNNN-NNNN', 'The key of this   WWWW-WWWW-WWWW-WWWW']);
    expect(said.join(' ')).toContain('/join-separate joins it beside that one');
    await type('/join-separate');
    expect(joined()).toEqual([{ target: werkstatt, displayName: 'Mara', asSeparate: werkstatt }]);
  });

  it('[T8] than the one of its address is joined only by the key that was shown', async () => {
    const { type, joined, news, answer } = await setupLinks();
    const address = '192.168.4.20:7420';
    answer('server.join', async ({ asSeparate }) =>
      asSeparate === werkstatt
        ? ok({ serverId: werkstatt })
        : err({ type: 'other_server', serverId: werkstatt, address }),
    );
    await type('/join-separate');
    expect([joined(), news()]).toEqual([[], ['No server with another key was met. /servers lists those you know.']]);
    await type(`/server ${address}`);
    expect(news().slice(-2)).toEqual([
      'The key you know  NNNN-NNNN-NNNN-NNNN',
      'The key of this   WWWW-WWWW-WWWW-WWWW',
    ]);
    await type('/join-separate');
    expect(joined().at(-1)).toEqual({ target: address, displayName: 'Mara', asSeparate: werkstatt });
  });
});
