import { enArrival } from './en/arrival.ts';
import { enDesk } from './en/desk.ts';
import { enDevices } from './en/devices.ts';
import { enDiagnostics } from './en/diagnostics.ts';
import { enDoor } from './en/door.ts';
import { enHealing } from './en/healing.ts';
import { enHouse } from './en/house.ts';
import { enInfo } from './en/info.ts';
import { enNetworks } from './en/networks.ts';
import { enPeople } from './en/people.ts';
import { enModeration } from './en/moderation.ts';
import { enOtherProblem, enProblems } from './en/problems.ts';
import { enRenewal } from './en/renewal.ts';
import { enStartProblems } from './en/start-problems.ts';
import { enStart } from './en/start.ts';
import { enTalk } from './en/talk.ts';
import { enYours } from './en/yours.ts';

/** Every word of the window. The voice: plain, short, present tense, "you"; says who does what, and ends with the way out. */
export const en = {
  languageName: 'English',
  listSeparator: ', ',
  problems: enProblems,
  otherProblem: enOtherProblem,
  startProblems: enStartProblems,
  common: {
    close: 'Close',
    back: 'Back',
    cancel: 'Cancel',
    dismiss: 'Dismiss',
    copy: 'Copy',
    copied: 'Copied',
    save: 'Save',
    tryNow: 'Try now',
    seen: 'All right',
    you: 'you',
    enter: 'Enter',
    someone: 'Somebody',
  },
  ...enStart,
  ...enNetworks,
  ...enArrival,
  ...enHouse,
  ...enDoor,
  ...enDevices,
  ...enPeople,
  ...enModeration,
  ...enTalk,
  ...enInfo,
  ...enDiagnostics,
  ...enHealing,
  ...enRenewal,
  ...enYours,
  ...enDesk,
};

/** A dictionary: every language has the same words. */
export type Words = typeof en;
