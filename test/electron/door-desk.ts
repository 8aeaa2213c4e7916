import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';

/** What a person does at a door, on either side of it, and what they read there. */
export interface DoorDesk {
  /** Sees that the search has found no server. */
  findNothing(): Promise<void>;
  /** Invites one person, and gives the link that is shown. */
  invite(): Promise<string>;
  /** Invites one person, and saves the code of the link as a picture there. */
  inviteByPicture(path: string): Promise<void>;
  /** Joins by a link that is pasted. */
  joinByLink(link: string): Promise<void>;
  /** Joins by the code in a picture that is chosen. */
  joinByPicture(path: string): Promise<void>;
  knock(address: string): Promise<void>;
  /** Goes to the door at which somebody of this name knocks, and gives the digits that are shown there. */
  answerKnock(name: string): Promise<string>;
  /** The digits of the door that this person stands at. */
  digits(): Promise<string>;
  /** Says that the digits match, on either side. */
  match(): Promise<void>;
  /** Is in the room, and sees nothing of a server that would not be confirmed. */
  beInside(): Promise<void>;
}

const patience = { timeout: 30_000 };

export function openDoorDesk(app: ElectronApplication, page: Page): DoorDesk {
  const dialog = page.getByRole('dialog');
  const showInvite = async () => {
    await page.getByRole('button', { name: 'Server menu' }).click(patience);
    await page.getByRole('menuitem', { name: /^Invite to/u }).click(patience);
    await dialog.getByRole('img', { name: 'Code of the invite' }).waitFor(patience);
  };
  const confirmJoin = () => dialog.getByRole('button', { name: 'Join', exact: true }).click(patience);
  const come = async (target: string) => {
    await page.getByRole('textbox', { name: 'Link or address' }).fill(target, patience);
    await page.getByRole('button', { name: 'Connect' }).click(patience);
  };
  const digits = async () => {
    const label = await page.getByRole('img', { name: /^Digits: / }).getAttribute('aria-label', patience);
    return (label ?? '').replaceAll(/\D/gu, '');
  };
  return {
    findNothing: () => page.getByRole('heading', { name: 'What you can do' }).waitFor(patience),
    invite: async () => {
      await showInvite();
      const field = dialog.getByRole('textbox', { name: 'Link of the invite' });
      // One that nobody has taken anything of is taken back with the dialog.
      await field.focus(patience);
      const link = await field.inputValue(patience);
      await page.keyboard.press('Escape');
      return link;
    },
    inviteByPicture: async (path) => {
      mkdirSync(dirname(path), { recursive: true });
      // The system's own dialog is a program of the system: here it is answered as its person would.
      await app.evaluate((electron, filePath) => {
        electron.dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, path);
      await showInvite();
      await dialog.getByRole('button', { name: 'Save as picture' }).click(patience);
      await page.keyboard.press('Escape');
    },
    joinByLink: async (link) => {
      await come(link);
      await confirmJoin();
    },
    joinByPicture: async (path) => {
      await page.locator('input[type=file]').setInputFiles(path, patience);
      await confirmJoin();
    },
    knock: come,
    answerKnock: async (name) => {
      await page.getByRole('button', { name: new RegExp(`${name}. knocks`, 'u') }).click(patience);
      return digits();
    },
    digits,
    match: () => page.getByRole('button', { name: /^They match/u }).click(patience),
    beInside: async () => {
      await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor(patience);
      if ((await page.getByText('not confirmed').count()) > 0) throw new Error('The server is not confirmed.');
    },
  };
}
