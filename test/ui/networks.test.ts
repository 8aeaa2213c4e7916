import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { NetworkChoice, NetworkView } from '#shared/ipc/network-view.ts';
import type { HostView } from '#shared/ipc/shell-api.ts';
import { ok } from '#shared/result.ts';
import { nordlicht } from '#test/main/terminal/builders.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const office: NetworkView = {
  networkId: '192.168.1.0/24 aa:bb:cc:00:00:01',
  interfaceName: 'wlan0',
  subnet: '192.168.1.0/24',
  address: '192.168.1.5',
  isPublic: false,
  standing: 'served',
};
const hotel: NetworkView = {
  ...office,
  networkId: '10.20.0.0/16 aa:bb:cc:00:00:02',
  subnet: '10.20.0.0/16',
  address: '10.20.4.17',
  standing: 'asked',
};
const street: NetworkView = {
  ...hotel,
  networkId: 'street',
  interfaceName: 'eth0',
  subnet: '203.0.113.0/24',
  isPublic: true,
};

function running(networks: readonly NetworkView[]): HostView {
  return {
    type: 'running',
    name: 'Nordlicht',
    serverId: nordlicht,
    startedAt: 0,
    isReached: true,
    alarm: null,
    healing: null,
    addresses: ['192.168.1.5:7420'],
    joinLine: 'hallway://join?s=x',
    networks,
  };
}

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function setup(networks: readonly NetworkView[]) {
  const chosen: NetworkChoice[] = [];
  const opened = await openScriptedWindow(browser, {
    host: running(networks),
    shell: {
      'host.chooseNetwork': async (choice) => {
        chosen.push(choice);
        return ok(true);
      },
    },
  });
  onTestFinished(() => opened.page.context().close());
  return { ...opened, chosen };
}

describe('[T11] the server of this computer on a new network', () => {
  it('is asked about where one reads, and the question goes with the answer', async () => {
    const { page, chosen, tellShell, complaints } = await setup([hotel, { ...office, address: null }]);
    const question = page.getByText(/You are on a new network: .10\.20\.0\.0\/16. on .wlan0./u);
    await question.waitFor();
    await page.getByText(/Let people on it find .Nordlicht.\?/u).waitFor();
    await page.getByRole('button', { name: 'Not here' }).click();
    await expect.poll(() => chosen).toEqual([{ networkId: hotel.networkId, isServed: false }]);
    tellShell('host.changed', running([{ ...hotel, standing: 'not_served' }]));
    await question.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('says when strangers may be there, and asks about one after the other', async () => {
    const { page, chosen, tellShell } = await setup([street, hotel]);
    await page.getByText(/You are on a public network: .203\.0\.113\.0\/24./u).waitFor();
    await page.getByText(/open to the internet/u).waitFor();
    expect(await page.getByRole('button', { name: 'Let them find it' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Let them find it' }).click();
    await expect.poll(() => chosen).toEqual([{ networkId: street.networkId, isServed: true }]);
    tellShell('host.changed', running([{ ...street, standing: 'served' }, hotel]));
    await page.getByText(/You are on a new network/u).waitFor();
  });

  it('is changed later, network by network, where the server is looked after', async () => {
    const { page, chosen, tellShell, complaints } = await setup([
      office,
      hotel,
      { ...street, address: null, standing: 'not_served' },
    ]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Server here' }).click();
    const list = page.getByRole('region', { name: 'Networks' });
    const here = list.getByRole('switch', { name: /192\.168\.1\.0\/24/u });
    const away = list.getByRole('switch', { name: /203\.0\.113\.0\/24/u });
    expect(await here.getAttribute('aria-checked')).toBe('true');
    expect(await away.getAttribute('aria-checked')).toBe('false');
    await here.click();
    await away.click();
    await list.getByRole('button', { name: 'Let them find it' }).click();
    await expect
      .poll(() => chosen)
      .toEqual([
        { networkId: office.networkId, isServed: false },
        { networkId: street.networkId, isServed: true },
        { networkId: hotel.networkId, isServed: true },
      ]);
    tellShell('host.changed', running([{ ...office, standing: 'not_served' }]));
    await expect.poll(() => here.getAttribute('aria-checked')).toBe('false');
    tellShell('host.changed', running([]));
    await list.getByText('This computer is on no network.').waitFor();
    expect(complaints).toEqual([]);
  });
});
