import '#main/refuse-other-node.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { launchChromium } from '#test/support/chromium.ts';
import { projectFolder } from './entries.ts';
import { formatIcns, formatIco } from './icon-formats.ts';
import { icnsSizes, icoSizes, pictures, type Drawing } from './icon-pictures.ts';

/** `npm run icons`: draws the mark in every size and format that a system asks for, into build/icons. */
const folder = `${projectFolder}build/icons/`;
mkdirSync(`${folder}linux`, { recursive: true });

const browser = await launchChromium();
try {
  const page = await browser.newPage();
  const { app, mac, files } = pictures();
  for (const { name, draw, size } of files) writeFileSync(folder + name, await paint(draw, size));
  writeFileSync(`${folder}icon.ico`, formatIco(await paintAll(app, icoSizes)));
  writeFileSync(`${folder}icon.icns`, formatIcns(await paintAll(mac, icnsSizes)));

  /** Each size is drawn anew and not made smaller from a larger one, so that edges stay sharp. */
  async function paint(draw: Drawing, size: number): Promise<Buffer> {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${draw(size)}`);
    return page.screenshot({ omitBackground: true });
  }

  async function paintAll(draw: Drawing, sizes: readonly number[]): Promise<Map<number, Buffer>> {
    const bySize = new Map<number, Buffer>();
    for (const size of sizes) bySize.set(size, await paint(draw, size));
    return bySize;
  }
} finally {
  await browser.close();
}
