import { parseName } from '#shared/domain/name.ts';
import { firstSettings, type Settings as Values, type ShellDescription } from '#shared/ipc/shell-api.ts';
import { actionKeys, type WindowAction } from '#shared/ipc/window-action.ts';
import { chooseLanguage, dictionaries, type Language } from '../i18n/dictionaries.ts';
import type { Words } from '../i18n/en.ts';
import { createFormats, type Formats } from '../i18n/formats.ts';
import { keyCaps } from '../lib/action-keys.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ShellCalls } from './calls.ts';

/** What the system says of its owner's wishes. */
export interface SystemWishes {
  readonly languages: readonly string[];
  readonly isDark: boolean;
  readonly wantsContrast: boolean;
}

/** What the person chose, and what follows from it and the system: language, words, theme. */
export class Settings {
  readonly #shell: ShellCalls;
  readonly #onDescribed: (shell: ShellDescription) => void;
  isLoaded = $state(false);
  values = $state.raw<Values>(firstSettings);
  shell = $state.raw<ShellDescription | null>(null);
  system = $state.raw<SystemWishes>({ languages: [], isDark: false, wantsContrast: false });
  readonly language: Language = $derived(chooseLanguage(this.values.language, this.system.languages));
  readonly words: Words = $derived(dictionaries[this.language]);
  readonly formats: Formats = $derived(createFormats(this.language, this.words));
  readonly theme: 'light' | 'dark' = $derived(
    this.values.theme === 'system' ? (this.system.isDark ? 'dark' : 'light') : this.values.theme,
  );

  /** The set of colours: the theme, or its one of more contrast where the system asks for that. */
  readonly look: 'light' | 'dark' | 'contrast-light' | 'contrast' = $derived.by(() => {
    if (!this.system.wantsContrast) return this.theme;
    return this.theme === 'dark' ? 'contrast' : 'contrast-light';
  });

  /** Whether the window is one of its own, with a desktop's menus, and no tab of a browser. */
  readonly isDesktop: boolean = $derived(
    this.shell !== null && (this.shell.frame !== 'outside' || this.shell.staysIn !== 'none'),
  );
  readonly isMac: boolean = $derived(this.shell?.platform === 'darwin');

  /** `onDescribed` hears what the program around the page is, at each port. */
  constructor(
    shell: ShellCalls,
    system: SystemWishes,
    onDescribed: (shell: ShellDescription) => void = () => undefined,
  ) {
    this.#shell = shell;
    this.#onDescribed = onDescribed;
    this.system = system;
    shell.on('settings.changed', (values) => {
      this.values = values;
    });
    shell.onOpen(() => void this.#load());
  }

  /** The keys of an action, as they are written on this platform. */
  keysOf(action: WindowAction): string {
    return keyCaps(actionKeys[action], this.isMac).join(this.isMac ? '' : ' ');
  }

  /** Shown at once; what could not be kept is told by the answer. */
  async change(changes: Partial<Values>): Promise<Result<null, { readonly type: string }>> {
    this.values = { ...this.values, ...changes };
    const answer = await this.#shell.call('settings.change', changes);
    if (!answer.ok) return answer;
    this.values = answer.value;
    return ok(null);
  }

  /** What new servers are told from now on, if it is a name. */
  async changeName(typed: string): Promise<Result<null, { readonly type: string }>> {
    const name = parseName(typed);
    return name.ok ? this.change({ displayName: name.value }) : name;
  }

  /** The menus of the app, which Windows shows nowhere else. */
  openMenu(): void {
    void this.#shell.call('menu.open', {});
  }

  async #load(): Promise<void> {
    const [values, shell] = await Promise.all([
      this.#shell.call('settings.read', {}),
      this.#shell.call('shell.describe', {}),
    ]);
    if (values.ok) this.values = values.value;
    if (shell.ok) {
      this.shell = shell.value;
      this.#onDescribed(shell.value);
    }
    this.isLoaded = true;
  }
}
