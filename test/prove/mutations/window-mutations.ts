import type { Mutation } from './mutation.ts';

const page = { lane: 'ui', file: 'test/ui/hostile-page.test.ts' } as const;
const sender = { lane: 'unit', file: 'test/main/electron/page-sender.test.ts' } as const;
const guard = { lane: 'unit', file: 'test/main/electron/page-guard.test.ts' } as const;
const release = { lane: 'electron', file: 'test/electron/hostile-input.test.ts' } as const;
const taken = { lane: 'electron', file: 'test/electron/hostile-page.test.ts' } as const;
const system = { lane: 'electron', file: 'test/electron/system.test.ts', test: 'only the page itself' } as const;
const written = { lane: 'ui', file: 'test/ui/hostile.test.ts', test: 'stays letters where it is listed' } as const;
const names = { lane: 'unit', file: 'test/shared/domain/hostile-names.test.ts' } as const;
const links = { lane: 'unit', file: 'test/shared/discovery/hostile-links.test.ts' } as const;

/** What keeps out pages of a browser, whoever has taken a window over, links, and what would say a secret. */
export const windowMutations: readonly Mutation[] = [
  {
    name: 'answers pages of the web',
    suite: page,
    file: 'src-main/transport/request-guard.ts',
    find: "name === 'origin' || ",
    replace: '',
  },
  {
    name: 'answers at the door under any name',
    suite: { ...page, test: 'rebinding' },
    file: 'src-main/shell/door-guard.ts',
    find: '  if (headers.host !== keys.authority) return refused(421);\n',
    replace: '',
  },
  {
    name: 'lets other pages load files of the window',
    suite: page,
    file: 'src-main/shell/page-policy.ts',
    find: "    'Cross-Origin-Resource-Policy': 'same-origin',\n",
    replace: '',
  },
  {
    name: 'hands a call what was not parsed',
    suite: { lane: 'unit', file: 'test/shared/ipc/hostile-calls.test.ts' },
    file: 'src-shared/ipc/rpc.ts',
    find: 'return await handle(parsed.output);',
    replace: 'return await handle(params);',
  },
  {
    name: 'opens links of every kind',
    suite: { lane: 'unit', file: 'test/main/hostile-window.test.ts' },
    file: 'src-main/shell/web-link.ts',
    find: "['http:', 'https:', 'mailto:'].includes(url.protocol)",
    replace: "url.protocol !== 'javascript:'",
  },
  {
    name: 'dials as many addresses as a link names',
    suite: links,
    file: 'src-shared/discovery/join-line.ts',
    find: 'return ok(addresses.slice(0, discoveryLimits.maxAddressesPerServer));',
    replace: 'return ok(addresses);',
  },
  {
    name: 'reads links of any length',
    suite: links,
    file: 'src-shared/discovery/join-line.ts',
    find: "if (pasted.length > maxLength) return err({ type: 'join_line_too_long', maxLength });",
    replace: '',
  },
  {
    name: 'hears frames within the page',
    suite: sender,
    file: 'src-main/electron/page-sender.ts',
    find: 'senderFrame !== null && senderFrame === sender.mainFrame;',
    replace: 'senderFrame !== null && sender.mainFrame !== null;',
  },
  {
    name: 'hears whichever page is in the window',
    suite: sender,
    file: 'src-main/electron/page-sender.ts',
    find: 'senderFrame.origin === pageOrigin && ',
    replace: '',
  },
  {
    name: 'hears windows that are not its own',
    suite: sender,
    file: 'src-main/electron/page-sender.ts',
    find: ' && isOwn(sender);',
    replace: ' && isOwn !== null;',
  },
  {
    name: 'hears frames within the page of the packaged app',
    suite: system,
    file: 'src-main/electron/page-sender.ts',
    find: 'senderFrame !== null && senderFrame === sender.mainFrame;',
    replace: 'senderFrame !== null && sender.mainFrame !== null;',
  },
  {
    name: 'hears windows of the packaged app that are not its own',
    suite: system,
    file: 'src-main/electron/page-sender.ts',
    find: ' && isOwn(sender);',
    replace: ' && isOwn !== null;',
  },
  {
    name: 'lets a page open windows',
    suite: guard,
    file: 'src-main/electron/page-guard.ts',
    find: "setWindowOpenHandler(() => ({ action: 'deny' }))",
    replace: "setWindowOpenHandler(() => ({ action: 'allow' }))",
  },
  {
    name: 'lets a page be led elsewhere',
    suite: guard,
    file: 'src-main/electron/page-guard.ts',
    find: "  contents.on('will-navigate', deny);\n",
    replace: '',
  },
  {
    name: 'gives a page whatever it asks the system for',
    suite: guard,
    file: 'src-main/electron/page-guard.ts',
    find: 'callback(permission === allowed && ',
    replace: 'callback(',
  },
  {
    name: 'leads the page of the packaged app wherever it is told to go',
    suite: { ...taken, test: 'leads to no other address' },
    file: 'src-main/electron/page-guard.ts',
    find: '    event.preventDefault();\n  };',
    replace: '    void event;\n  };',
  },
  {
    name: 'grants the page of the packaged app whatever it asks for',
    suite: { ...taken, test: 'is given no permission' },
    file: 'src-main/electron/page-guard.ts',
    find: 'return permission === allowed && originOf(origin) === pageOrigin;',
    replace: 'return originOf(origin) === pageOrigin;',
  },
  {
    name: 'leaves it to the policy of a page of the packaged app that it opens no window',
    suite: { ...taken, test: 'has lost its policy' },
    file: 'src-main/electron/page-guard.ts',
    find: "setWindowOpenHandler(() => ({ action: 'deny' }))",
    replace: "setWindowOpenHandler(() => ({ action: 'allow' }))",
  },
  {
    name: 'leaves it to the preferences of a page of the packaged app that it has no web view',
    suite: { ...taken, test: 'has lost its policy' },
    file: 'src-main/electron/page-guard.ts',
    find: "  contents.on('will-attach-webview', deny);\n",
    replace: '',
  },
  {
    name: 'lets a page load what is not its own',
    suite: guard,
    file: 'src-main/electron/silence.ts',
    find: 'callback({ cancel: !isOwn });',
    replace: 'callback({ cancel: !isOwn && url.length < 0 });',
  },
  {
    name: 'keeps in names what turns a line around',
    suite: names,
    file: 'src-shared/domain/name.ts',
    find: "    .replace(invisible, '')\n",
    replace: '',
  },
  {
    name: 'lets marks stand on a letter without end',
    suite: names,
    file: 'src-shared/domain/name.ts',
    find: '    .replace(/\\p{M}+/gu, capMarks)\n',
    replace: '',
  },
  {
    name: 'shows all of a text that pushes everything else off the screen',
    suite: { lane: 'renderer', file: 'test/renderer/lib/fold-text.test.ts' },
    file: 'src-renderer/lib/fold-text.ts',
    find: 'beginning.slice(0, maxLength)',
    replace: 'beginning.slice(0)',
  },
  {
    name: 'logs the key that seals the others',
    suite: { lane: 'process', file: 'test/process/secrets.test.ts' },
    file: 'src-main/client-process.ts',
    find: "  const log = createLogger({ folder: join(dataFolder, 'logs'), name: 'client' });",
    replace: `  const log = createLogger({ folder: join(dataFolder, 'logs'), name: 'client' });
  log.info('The client opens.', { sealKey });`,
  },
  {
    name: 'takes cryptography that is not there for good',
    suite: { lane: 'unit', file: 'test/main/identity/crypto-self-test.test.ts' },
    file: 'src-main/identity/crypto-self-test.ts',
    find: '    // What is not there at all throws.\n    return false;',
    replace: '    return true;',
  },
  {
    name: 'leaves the release a fuse by which it runs scripts as Node',
    suite: { ...release, test: 'runs no script of theirs as Node' },
    file: 'electron-builder.yml',
    find: '  runAsNode: false',
    replace: '  runAsNode: true',
  },
  {
    name: 'leaves the release a fuse by which it runs an app that lies beside its archive',
    suite: { lane: 'electron', file: 'test/electron/desk.test.ts', test: 'has all fuses as they were set' },
    file: 'electron-builder.yml',
    find: '  onlyLoadAppFromAsar: true',
    replace: '  onlyLoadAppFromAsar: false',
  },
  {
    name: 'takes for markup what people write',
    suite: written,
    file: 'src-renderer/features/timeline/MessageText.svelte',
    find: '>{:else}{piece.text}{/if}{/each}',
    replace: '>{:else}{@html piece.text}{/if}{/each}',
  },
  {
    name: 'takes a draft off the disk before its message is there',
    suite: { lane: 'renderer', file: 'test/renderer/state/drafts.test.ts', test: 'until the message that it became' },
    file: 'src-renderer/state/drafts.svelte.ts',
    find: 'if (this.#held.some(([held]) => held === key)) continue;',
    replace: '',
  },
  {
    name: 'ends before the pages have handed over what they alone have',
    suite: { lane: 'unit', file: 'test/main/shell/page-endings.test.ts', test: 'waits for every page' },
    file: 'src-main/shell/page-endings.ts',
    find: 'if (pages === 0) return Promise.resolve();',
    replace: 'if (pages >= 0) return Promise.resolve();',
  },
];
