import '@fontsource-variable/inter/wght.css';
import '#renderer/styles/tokens.css';
import '#renderer/styles/global.css';

// What App.svelte does for a page.
document.documentElement.lang = 'en';
document.documentElement.dataset['theme'] = 'light';
