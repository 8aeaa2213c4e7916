/**
 * `npm run pictures`: the pictures that README shows, taken of the real app with real processes, which find each other on a network of
 * their own.
 */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { present } from '#shared/assert.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan } from '#test/support/network-namespaces.ts';
import { projectFolder } from '../../build/entries.ts';
import { closeOfficeBrowser, openUiOffice, type Desk } from './office.ts';

const folder = join(projectFolder, 'docs', 'pictures');
const words: readonly (readonly [number, string])[] = [
  [1, 'The gateway on the third floor drops its lease when the switch reboots.'],
  [1, 'It comes back by itself after about 40 s, so nobody noticed.'],
  [2, 'Found it: we renew, but never re-bind. 10.20.4.31 stays open.'],
  [3, '我下午去三楼看看，顺便换掉那台旧交换机。'],
  [0, 'Thank you. Please write down what you find: https://wiki.local/gateway'],
];

async function take(colorScheme: 'light' | 'dark'): Promise<void> {
  const office = await openUiOffice({ isHeard: true });
  const open = (name: string) => office.openDesk(name, { colorScheme, deviceScaleFactor: 1.5 });
  const shoot = (desk: Desk, name: string) =>
    desk.page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  try {
    const mara = await open('Mara Lindqvist');
    await mara.page.getByRole('textbox', { name: 'Your name' }).fill(mara.name);
    await shoot(mara, 'welcome');
    await mara.introduce();
    const address = await mara.host('Nordlicht Instruments');
    await mara.openDoor();
    const desks = [mara];
    for (const name of ['Jonas Weber', 'Priya Raman', '林薇 Lin Wei']) {
      const desk = await open(name);
      await desk.introduce();
      await desk.page.getByText('Nordlicht Instruments').first().waitFor();
      if (desks.length === 1) await shoot(desk, 'find');
      await desk.join(address);
      desks.push(desk);
    }
    const [, jonas = mara] = desks;
    for (const [author, text] of words) {
      await desks[author]?.say(text);
      await mara.timeline
        .getByText(text.split(':')[0] ?? text)
        .first()
        .waitFor();
    }
    await mara.page.getByRole('button', { name: 'Details' }).click();
    await mara.timeline.getByText('Read by 3 of 3').last().waitFor();
    await shoot(mara, 'workspace');
    await mara.quit();
    await jonas.page.getByRole('button', { name: 'Try now' }).waitFor();
    await jonas.say('Will look at it right after lunch.');
    await jonas.timeline.getByText('Waiting').waitFor();
    // No row stands out beneath the pointer that clicked last.
    await jonas.page.mouse.move(0, 0);
    await shoot(jonas, 'offline');
  } finally {
    await office.close();
  }
}

async function takeAll(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) await take(colorScheme);
  await closeOfficeBrowser();
}

/** Runs this file once more on a machine of its own, which nobody else hears. */
async function onOwnNetwork(): Promise<number> {
  const lan = createNamespaceLan(1);
  try {
    const node = present(lan.nodes[0], 'one machine');
    const child = node.spawn(process.execPath, [fileURLToPath(import.meta.url), inside], { stdio: 'inherit' });
    const exit: unknown[] = await once(child, 'exit');
    return Number(exit[0] ?? 1);
  } finally {
    await lan.dispose();
  }
}

const inside = '--inside';
const obstacle = process.argv.includes(inside) ? null : lanObstacle();
if (process.argv.includes(inside)) await takeAll();
else if (obstacle === null) process.exitCode = await onOwnNetwork();
else {
  process.stderr.write(`No pictures are taken: ${obstacle}.\n`);
  process.exitCode = 1;
}
