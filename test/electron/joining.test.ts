import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { packElectron } from '#test/support/electron-package.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type LanNode, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import type { ElectronDesk } from './electron-desk.ts';
import { openRemoteDesk } from './remote-desk.ts';

const obstacle = lanObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
const patience = { timeout: 30_000, interval: 200 };

describe.skipIf(obstacle !== null)(`the packaged app on a LAN that lets no multicast through${why}`, () => {
  let folder = '';
  let lan: NamespaceLan;
  let display: VirtualDisplay;
  let desks: ElectronDesk[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-joining-'));
    display = await openVirtualDisplay();
    desks = [];
  });
  afterEach(async () => {
    await Promise.all(desks.map((desk) => desk.quit()));
    await lan.dispose();
    await display.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Mara runs a server, whose door is as it is at first; Ole has found nothing. */
  async function setupTwo() {
    lan = createNamespaceLan(2);
    for (const node of lan.nodes) blockMulticast(node);
    const [host, guest] = [present(lan.nodes[0], 'a node'), present(lan.nodes[1], 'a node')];
    const [mara, ole] = [await openDesk(host, 'Mara'), await openDesk(guest, 'Ole')];
    await mara.introduce('Mara Lindqvist');
    await mara.host('Nordlicht');
    await ole.introduce('Ole Brandt');
    await ole.findNothing();
    await expect.poll(() => lan.nodes.map(droppedAtExit), patience).toEqual([expect.any(Number), expect.any(Number)]);
    return { mara, ole, address: `${host.address}:7420` };
  }

  async function openDesk(node: LanNode, name: string): Promise<ElectronDesk> {
    const { driven } = await packElectron();
    const desk = await openRemoteDesk(node, { binary: driven, display: display.name, data: join(folder, name) });
    desks.push(desk);
    return desk;
  }

  async function expectTalk({ mara, ole }: { readonly mara: ElectronDesk; readonly ole: ElectronDesk }): Promise<void> {
    await ole.beInside();
    await ole.say('in, without a list of servers');
    await mara.see('in, without a list of servers');
    await mara.say('welcome');
    await ole.see('welcome');
  }

  it('[T6] is joined by the code of an invite, from a picture', async () => {
    const { mara, ole } = await setupTwo();
    const picture = join(folder, 'pictures', 'invite.png');
    await mara.inviteByPicture(picture);
    await expect.poll(() => existsSync(picture), patience).toBe(true);
    await ole.joinByPicture(picture);
    await expectTalk({ mara, ole });
    await ole.shoot('joined-by-code');
  });

  it('[T6] is joined by an invite that is pasted', async () => {
    const { mara, ole } = await setupTwo();
    const link = await mara.invite();
    expect(link).toMatch(/^hallway:\/\/join\?/u);
    await ole.joinByLink(link);
    await expectTalk({ mara, ole });
  });

  it('[T7] is knocked at by its address, with the same digits on both screens', async () => {
    const { mara, ole, address } = await setupTwo();
    await ole.knock(address);
    const seen = await mara.answerKnock('Ole Brandt');
    expect(seen).toMatch(/^\d{6}$/u);
    expect(await ole.digits()).toBe(seen);
    await mara.shoot('knock-answered');
    await ole.shoot('knock-at-the-door');
    await ole.match();
    await mara.match();
    await expectTalk({ mara, ole });
  });
});

/** As many switches and access points do it. */
function blockMulticast(node: LanNode): void {
  node.run('nft', 'add table inet quiet');
  for (const way of ['input', 'output']) {
    node.run('nft', `add chain inet quiet ${way} { type filter hook ${way} priority 0 ; }`);
    node.run('nft', `add rule inet quiet ${way} ip daddr 224.0.0.0/4 counter drop`);
    node.run('nft', `add rule inet quiet ${way} ip6 daddr ff00::/8 counter drop`);
  }
}

/** How many packets to many of IPv4 a machine wanted to send, and did not; null while there was none. */
function droppedAtExit(node: LanNode): number | null {
  const [, packets] =
    /224\.0\.0\.0\/4 counter packets (\d+)/u.exec(node.run('nft', 'list chain inet quiet output')) ?? [];
  return packets === undefined || packets === '0' ? null : Number(packets);
}
