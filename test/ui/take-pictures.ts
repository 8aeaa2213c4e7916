/** `npm run pictures`: the pictures that README shows, taken of the real app with real processes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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

async function people(office: Awaited<ReturnType<typeof openUiOffice>>, colorScheme: 'light' | 'dark') {
  const names = ['Mara Lindqvist', 'Jonas Weber', 'Priya Raman', '林薇 Lin Wei'];
  const desks: Desk[] = [];
  for (const name of names) desks.push(await office.openDesk(name, { colorScheme, deviceScaleFactor: 1.5 }));
  return desks;
}

async function take(colorScheme: 'light' | 'dark'): Promise<void> {
  const office = await openUiOffice();
  const shoot = (desk: Desk, name: string) =>
    desk.page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  try {
    const desks = await people(office, colorScheme);
    const [mara, jonas] = desks;
    if (mara === undefined || jonas === undefined) throw new Error('There are people.');
    await mara.page.getByRole('textbox', { name: 'Your name' }).fill(mara.name);
    await shoot(mara, 'welcome');
    for (const desk of desks) await desk.introduce();
    await mara.page.getByRole('button', { name: 'Start the server' }).waitFor();
    await shoot(mara, 'find');
    const address = await mara.host('Nordlicht Instruments');
    await mara.openDoor();
    for (const desk of desks.slice(1)) await desk.join(address);
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

mkdirSync(folder, { recursive: true });
for (const colorScheme of ['light', 'dark'] as const) await take(colorScheme);
await closeOfficeBrowser();
