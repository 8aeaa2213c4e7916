import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/global.css';
import { mount } from 'svelte';
import { openApi } from './api.ts';
import App from './App.svelte';
import { browserClock } from './lib/browser-clock.ts';
import { Hallway } from './state/hallway.svelte.ts';
import { Link } from './state/link.svelte.ts';
import { act } from './state/window-actions.ts';

const link = new Link(browserClock);
const { chat, shell } = openApi((port, state) => {
  link.set(port, state);
});
const hallway = new Hallway({
  chat,
  shell,
  clock: browserClock,
  store: sessionStorage,
  system: {
    languages: navigator.languages,
    isDark: matchMedia('(prefers-color-scheme: dark)').matches,
    wantsContrast: matchMedia('(prefers-contrast: more)').matches,
  },
});
shell.on('action.chosen', ({ action }) => {
  act(hallway, action);
});

// Whoever leaves the window may be about to end the program.
for (const leaving of ['blur', 'pagehide'] as const) {
  addEventListener(leaving, () => {
    void hallway.drafts.keep();
  });
}

shell.on('program.ending', () => {
  void hallway.drafts.keep().then(() => shell.call('page.ended', {}));
});

mount(App, { target: document.body, props: { hallway, link } });
