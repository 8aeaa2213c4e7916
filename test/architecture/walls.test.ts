import { describe, expect, it } from 'vitest';
import { parseSourceFile, readSourceFiles } from './source-file.ts';
import { wallViolations } from './wall-violations.ts';

const sources = readSourceFiles('src-shared', 'src-main', 'src-renderer');

describe('the walls', () => {
  it('stand: every layer and package is imported only from where build/walls.ts allows it', () => {
    expect(wallViolations(sources)).toEqual([]);
  });

  it.each([
    [
      'src-main/client/outbox.ts',
      "import { hub } from '../server/hub.ts';",
      'src-main/client may not import src-main/server',
    ],
    [
      'src-main/server/hub.ts',
      "import type { Outbox } from '../client/outbox.ts';",
      'src-main/server may not import src-main/client',
    ],
    [
      'src-main/storage/engine.ts',
      "import { hub } from '../server/hub.ts';",
      'src-main/storage may not import src-main/server',
    ],
    [
      'src-main/terminal/screen.ts',
      "import { x } from '#shared/protocol/limits.ts';",
      'src-main/terminal may not import src-shared/protocol',
    ],
    ['src-main/client/session.ts', "const x = await import('../serve.ts');", 'src-main/client may not import src-main'],
    [
      'src-shared/domain/room.ts',
      "export { x } from '../protocol/limits.ts';",
      'src-shared/domain may not import src-shared/protocol',
    ],
    ['src-shared/domain/room.ts', "import { x } from '#main/serve.ts';", 'src-shared/domain may not import src-main'],
    ['src-shared/domain/room.ts', "import { readFile } from 'node:fs';", 'what is shared runs without Node'],
    [
      'src-shared/domain/room.ts',
      "import { ok } from '#shared/result.ts';",
      'within a top folder imports are relative',
    ],
    ['src-main/serve.ts', "import { ok } from '../src-shared/result.ts';", 'across top folders imports begin with'],
    ['src-main/serve.ts', "import { x } from '#test/support/x.ts';", 'it lies in no layer'],
    ['src-main/server/hub.ts', "import { WebSocket } from 'ws';", 'only src-main/transport/, src-main/shell/ may'],
    [
      'src-main/storage/engine.ts',
      "import type { Database } from 'better-sqlite3';",
      'only src-main/storage/database.ts may',
    ],
    [
      'src-renderer/features/rooms/RoomLink.svelte',
      "<script>import X from '../timeline/DayRow.svelte';</script>",
      'src-renderer/features/rooms may not import src-renderer/features/timeline',
    ],
    [
      'src-renderer/ui/Avatar.svelte',
      "<script>import { getHallway } from '../state/hallway.svelte.ts';</script>",
      'src-renderer/ui may not import src-renderer/state',
    ],
    [
      'src-renderer/state/rooms.svelte.ts',
      "import X from '../views/Find.svelte';",
      'src-renderer/state may not import src-renderer/views',
    ],
    [
      'src-renderer/state/rooms.svelte.ts',
      "import { x } from '#main/client/outbox.ts';",
      'src-renderer/state may not import src-main/client',
    ],
    ['src-renderer/lib/copy-text.ts', "import { readFile } from 'node:fs';", 'the renderer runs without Node'],
    ['src-main/misc/x.ts', "import { ok } from '#shared/result.ts';", 'it lies in no layer'],
    ['src-main/server/hub.ts', "import express from 'express';", 'the package has no place yet'],
  ])('are seen when %s says %s', (path, text, fault) => {
    expect(wallViolations([parseSourceFile(path, text)])).toEqual([expect.stringContaining(fault)]);
  });

  it('have doors', () => {
    const text =
      "import { a } from '#shared/ipc/chat-api.ts'; import { b } from '../storage/engine.ts'; import c from 'node:fs';";
    expect(wallViolations([parseSourceFile('src-main/server/hub.ts', text)])).toEqual([]);
  });
});
