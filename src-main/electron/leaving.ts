import type { App } from 'electron';
import type { Question, QuestionAnswer } from '#shared/ipc/shell-api.ts';
import type { Shell } from '../shell/shell.ts';
import type { WaitingAsks } from '../shell/waiting-asks.ts';
import { closeWindow, quitProgram, rememberedChoice, type Closing } from './closing.ts';
import type { ElectronChild } from './utility-children.ts';
import type { AppWindow } from './window.ts';

/** The ways out: what the close button, a menu or the system ask for, and what the person answers. */
export interface Leaving {
  /** Whether a window may really go; if not, what is right instead is under way. */
  mayClose(): boolean;
  quit(): void;
  /** Without a question: the system ends, or a signal came. */
  quitNow(): void;
  answer(answer: QuestionAnswer): void;
}

/** What of the shell is asked before it is closed. */
export interface LeavingShell extends Pick<Shell<ElectronChild>, 'close' | 'peopleHere'> {
  readonly host: Pick<Shell<ElectronChild>['host'], 'view'>;
  readonly settings: Pick<Shell<ElectronChild>['settings'], 'read'>;
  readonly service: Pick<Shell<ElectronChild>['service'], 'change'>;
}

export interface LeavingOptions {
  readonly app: Pick<App, 'on' | 'quit'>;
  readonly shell: LeavingShell;
  readonly window: () => Pick<AppWindow, 'show' | 'hide' | 'minimize' | 'isAnswering'>;
  readonly asks: WaitingAsks;
  readonly staysIn: 'tray' | 'dock' | 'taskbar' | 'none';
}

export function createLeaving({ app, shell, window, asks, staysIn }: LeavingOptions): Leaving {
  let stage: 'open' | 'ending' | 'ended' = 'open';
  let asked: Question['about'] = 'close';

  function quitNow(): void {
    if (stage !== 'open') return;
    stage = 'ending';
    window().hide();
    // Everybody in the server here is told, and what is under way is finished (D13).
    void shell.close().then(() => {
      stage = 'ended';
      app.quit();
    });
  }

  async function leave(decide: (isOthersThere: boolean) => Closing): Promise<void> {
    const question = await describeHost();
    // Who cannot be counted may be there.
    const closing = decide(question !== null && question.people?.count !== 0);
    // A page that hangs can be asked nothing: the person wants it gone.
    const isMute = closing.type === 'ask' && !window().isAnswering();
    if (closing.type === 'quit' || isMute) quitNow();
    else if (closing.type === 'keep') keep();
    else {
      asked = closing.about;
      window().show();
      asks.ask('question.asked', { about: closing.about, host: question });
    }
  }

  async function describeHost(): Promise<Question['host']> {
    const host = shell.host.view();
    if (host.type !== 'running') return null;
    return { name: host.name, people: await shell.peopleHere() };
  }

  function keep(): void {
    if (staysIn === 'taskbar') window().minimize();
    else window().hide();
  }

  app.on('before-quit', (event) => {
    if (stage === 'ended') return;
    event.preventDefault();
    quit();
  });
  const isHosting = (): boolean => shell.host.view().type !== 'off';
  const quit = (): void => {
    if (stage !== 'open') return;
    void leave((isOthersThere) => quitProgram({ isHosting: isHosting(), isOthersThere }));
  };
  return {
    mayClose: () => {
      if (stage !== 'open') return true;
      const { whenClosed } = shell.settings.read();
      const isMac = staysIn === 'dock';
      void leave((isOthersThere) => closeWindow({ whenClosed, isMac, isHosting: isHosting(), isOthersThere }));
      return false;
    },
    quit,
    quitNow,
    answer: (answer) => {
      const choice = rememberedChoice(asked, answer);
      if (choice !== null) shell.service.change({ whenClosed: choice });
      if (answer.answer === 'quit') quitNow();
      else if (answer.answer === 'keep') keep();
    },
  };
}
