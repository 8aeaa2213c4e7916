import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { buildPerson, buildServer, commandIdOf, mara, nordlicht } from '#test/main/terminal/builders.ts';
import type { InviteId } from '#shared/domain/ids.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { aslant, encodePng, photographCode, straight } from '#test/support/qr-photo.ts';
import { shellDescription } from '#test/support/shell-description.ts';
import { buildPage, openScriptedWindow, type WindowParts } from './scripted-window.ts';

const alone = { state: { servers: [], rooms: [], people: [] } };
const link = `hallway://join?s=${nordlicht.slice(0, -1)}a&h=10.20.4.17:7420`;
const patience = { timeout: 20_000 };

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function setup(parts: WindowParts = alone) {
  const opened = await openScriptedWindow(browser, { ...parts, hasPolicy: true });
  onTestFinished(() => opened.page.context().close());
  return opened;
}

function choose(page: Page, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
  return page.locator('input[type=file]').setInputFiles({ name: 'picture', mimeType, buffer });
}

/** Drops or pastes a picture as the system would. */
function hand(page: Page, event: 'drop' | 'paste', picture: Buffer): Promise<void> {
  return page.evaluate(
    ({ event: type, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
      const made =
        type === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(made);
    },
    { event, base64: picture.toString('base64') },
  );
}

/** The question that every link is asked about, with what it says. */
async function expectQuestion(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('10.20.4.17:7420').waitFor(patience);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ ...patience, state: 'detached' });
}

describe('[T6] a picture of the code of an invite', () => {
  it('is chosen, dropped or pasted, and asked about like the link in it', async () => {
    const { page, complaints, scripted } = await setup();
    await page.getByRole('button', { name: 'Read a code from a picture…' }).waitFor();
    await choose(page, photographCode(link));
    await expectQuestion(page);
    for (const event of ['drop', 'paste'] as const) {
      await hand(page, event, photographCode(link, aslant));
      await expectQuestion(page);
    }
    expect(scripted.calls.filter(({ name }) => name === 'server.join')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['upside down', { ...straight, angle: Math.PI, noise: 20 }],
    ['turned', { ...straight, width: 800, height: 800, share: 0.6, angle: 0.5 }],
    ['in the shade', { ...straight, shade: 0.6, noise: 20 }],
    ['from the side', { ...straight, share: 0.6, tilt: 0.2 }],
  ])('is read as a camera takes it: %s', async (_how, photo) => {
    const { page, complaints } = await setup();
    await choose(page, photographCode(link, photo));
    await expectQuestion(page);
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with one that leads nowhere, and joins nothing', async () => {
    const { page } = await setup();
    const wrong: readonly (readonly [Buffer, string])[] = [
      [encodePng(300, 300, (x, y) => (x * y) % 251), 'no code to be found'],
      [photographCode('https://example.org/hallway:'), 'no invite to Hallway'],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'no picture that can be read'],
      [photographCode(link).subarray(0, 60), 'no picture that can be read'],
    ];
    for (const [picture, sentence] of wrong) {
      await choose(page, picture);
      await page.getByRole('alert').getByText(sentence).waitFor(patience);
    }
    expect(await page.getByRole('dialog').count()).toBe(0);
    await choose(page, photographCode(link));
    await expectQuestion(page);
  });

  it('of more than 40 million pixels is not even decoded', async () => {
    const { page } = await setup();
    const huge = photographCode(link);
    huge.writeUInt32BE(40_000, 16);
    huge.writeUInt32BE(40_000, 20);
    await page.evaluate(() => {
      const decode = globalThis.createImageBitmap;
      Object.assign(globalThis, { decoded: 0 });
      globalThis.createImageBitmap = (...args: unknown[]) => {
        Object.assign(globalThis, { decoded: 1 });
        return (decode as (...rest: unknown[]) => Promise<ImageBitmap>)(...args);
      };
    });
    await choose(page, huge);
    await page.getByRole('alert').getByText('too large').waitFor(patience);
    expect(await page.evaluate(() => (globalThis as unknown as { decoded: number }).decoded)).toBe(0);
  });

  it('is taken at a door that opens with an invite', async () => {
    const connection = {
      type: 'pending',
      door: 'invite',
      refusal: { type: 'door_closed', door: 'invite' },
      digits: null,
      claim: null,
    } as const;
    const { page, complaints } = await setup({
      state: { servers: [buildServer({ connection })], rooms: [], people: [] },
    });
    await page.getByRole('heading', { name: /opens with an invite/u }).waitFor(patience);
    await choose(page, photographCode(link, straight));
    await expectQuestion(page);
    expect(complaints).toEqual([]);
  });
});

describe('[T6] the code of an invite as a picture', () => {
  async function setupCode(shell: WindowParts['shell']) {
    const opened = await setup({
      prepare: (chat) => {
        const made = { commandId: commandIdOf(1), inviteId: `${'n'.repeat(25)}a` as InviteId, link, expiresAt: 0 };
        chat.answer('invite.list', async () => ok([]));
        chat.answer('invite.create', async () => ok(made));
      },
      state: { people: [buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'owner' })] },
      ...(shell === undefined ? {} : { shell }),
    });
    await opened.page.getByRole('log').first().waitFor(patience);
    await opened.page.keyboard.press('Control+Shift+Y');
    await opened.page.getByRole('img', { name: 'Code of the invite' }).waitFor(patience);
    return opened;
  }

  it('is saved by the program around a window of a desktop, which says when it could not', async () => {
    const saved: { readonly name: string; readonly ending: string; readonly content: string }[] = [];
    const { page } = await setupCode({
      'shell.describe': async () => ok({ ...shellDescription, staysIn: 'tray' as const }),
      'file.save': async (file) => {
        saved.push(file);
        return saved.length === 1 ? ok(true) : err({ type: 'file_not_saved', code: 'EACCES' });
      },
    });
    await page.getByRole('button', { name: 'Save as picture' }).click();
    await expect.poll(() => saved.length, patience).toBe(1);
    expect(saved[0]).toMatchObject({ name: 'hallway-invite', ending: 'png' });
    expect(
      Buffer.from(saved[0]?.content ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    await page.getByRole('button', { name: 'Save as picture' }).click();
    await page.getByText('The file could not be saved (EACCES)').first().waitFor(patience);
  });

  it('is copied as a picture', async () => {
    const { page } = await setupCode({});
    // No page on this origin has a clipboard.
    await page.evaluate(() => {
      const copied: string[] = [];
      const write = async (items: readonly { readonly types: readonly string[] }[]): Promise<void> => {
        copied.push(...items.flatMap(({ types }) => types));
      };
      Object.defineProperty(navigator, 'clipboard', { value: { write } });
      Object.assign(globalThis, {
        copied,
        ClipboardItem: class {
          readonly types: readonly string[];
          constructor(parts: object) {
            this.types = Object.keys(parts);
          }
        },
      });
    });
    await page.getByRole('button', { name: 'Copy picture' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor(patience);
    expect(await page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied)).toEqual(['image/png']);
  });
});
