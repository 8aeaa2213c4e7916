import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createIds } from '#main/identity/ids.ts';
import type { ChatScript } from '#test/support/chat-script.ts';
import { freePort } from '#test/support/free-port.ts';
import { inviteTo } from '#test/support/invite-to.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { openStranger, type Frame, type Stranger } from '#test/support/stranger.ts';

const isLinux = process.platform === 'linux';
const why = isLinux ? '' : ' (skipped: only Linux has addresses enough on loopback)';
const burst = limits.maxInviteGuessBurst;
const guesses = 60;
/** What one address may try in an hour: a token has 128 bits. */
const perHour = limits.maxInviteGuessesPerHour;
const minuteMs = 60_000;

describe.skipIf(!isLinux)(`whoever guesses the tokens of invites${why}`, () => {
  let office: Office;
  let server: OpenServer;
  let owner: ChatScript;
  let metricsPort: number;

  beforeAll(async () => {
    office = openOffice();
    metricsPort = await freePort();
    server = await office.openServer('--door', 'invite', '--metrics-port', String(metricsPort));
    owner = office.openChat('Mara', '--server', String(server.claimLink));
    await owner.ask('wait', { for: 'room', room: 'general' });
  });
  afterAll(() => office.close());

  const tokenIn = (link: string): string => {
    const line = parseJoinLine(link);
    return present(line.ok ? line.value.invite : null, 'an invite in the link').token;
  };

  /** Comes with a token from an address, and asks to be let in by the invite that is named: the answer. */
  async function come(localAddress: string, token: string, named: string | null = null): Promise<Frame> {
    const stranger = await openStranger(server.port, randomBytes(32), localAddress);
    const { serverId, login } = await stranger.hello();
    stranger.send({ ...login, token });
    await stranger.next();
    const inviteId = named ?? createIds(serverId).inviteId(token);
    const answer = await ask(stranger, serverId, inviteId);
    stranger.socket.close();
    return answer;
  }

  function ask(stranger: Stranger, serverId: string, inviteId: string | null): Promise<Frame> {
    const displayName = `Guest ${randomBytes(8).toString('hex')}`;
    const body = { displayName, inviteId, salt: sampleBytes(16), writtenAt: 1 };
    stranger.socket.sendText(stranger.commandText(serverId, { kind: 'person.admit', body, number: 1 }));
    return stranger.next();
  }

  async function counted(what: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return Number(new RegExp(`what="${what}"\\} (\\d+)`, 'u').exec(text)?.[1]);
  }

  const errorOf = ({ type, error }: Frame): unknown =>
    type === 'refused' ? (error as { readonly type: string }).type : type;

  it('[T6] is looked at a few times, and then at the pace of an address; nobody gets in, and it is counted', async () => {
    const begun = performance.now();
    const answers: unknown[] = [];
    for (let guess = 0; guess < guesses; guess += 1)
      answers.push(errorOf(await come('127.0.0.7', randomBytes(16).toString('base64url'))));
    const refilled = Math.ceil(((performance.now() - begun) / (60 * minuteMs)) * perHour);
    const looked = answers.filter((answer) => answer === 'invite_invalid').length;
    expect(new Set(answers)).toEqual(new Set(['invite_invalid', 'overloaded']));
    expect(looked).toBeGreaterThanOrEqual(burst);
    expect(looked).toBeLessThanOrEqual(burst + refilled);
    expect([await counted('inviteGuesses'), await counted('inviteGuessesDelayed')]).toEqual([looked, guesses - looked]);
  });

  it('[T6] is not helped by the id of an invite, nor by asking again over one connection', async () => {
    const link = await inviteTo(server, owner, 1);
    const inviteId = present(createIds(server.serverId as ServerId).inviteId(tokenIn(link)), 'the id of the invite');
    expect(errorOf(await come('127.0.0.8', randomBytes(16).toString('base64url'), inviteId))).toBe('invite_invalid');
    const stranger = await openStranger(server.port, randomBytes(32), '127.0.0.8');
    const { serverId, login } = await stranger.hello();
    stranger.send({ ...login, token: randomBytes(16).toString('base64url') });
    await stranger.next();
    const answers: unknown[] = [];
    for (let guess = 0; guess < 4 * burst; guess += 1) answers.push(errorOf(await ask(stranger, serverId, inviteId)));
    expect(answers).not.toContain('accepted');
    expect(answers.filter((answer) => answer === 'invite_invalid').length).toBeLessThanOrEqual(2 * burst);
    stranger.socket.close();
  });

  it('[T6] keeps out nobody at another address who has the right link', async () => {
    const token = tokenIn(await inviteTo(server, owner, 1));
    const flood = Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let guess = 0; guess < 5; guess += 1)
          await come('127.0.0.9', randomBytes(16).toString('base64url')).catch(() => null);
      }),
    );
    expect(errorOf(await come('127.0.0.10', token))).toBe('accepted');
    await flood;
    expect(errorOf(await come('127.0.0.10', token)), 'and it lets in one').toBe('invite_invalid');
    const people = (await owner.ask('person.list'))['list'] as readonly { readonly name?: string }[];
    expect(people).toHaveLength(3);
  });
});
