import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '#shared/result.ts';
import type { QrPictureProblem } from '#renderer/lib/qr-picture-problem.ts';
import { InvitePicture } from '#renderer/state/invite-picture.svelte.ts';

function setup(read: () => Promise<Result<string, QrPictureProblem>>) {
  const asked: string[] = [];
  return { asked, picture: new InvitePicture({ ask: (line) => void asked.push(line) }, read) };
}

describe('[T6] the code in a picture', () => {
  it('that is a link is asked about as a pasted one is, whatever it says', async () => {
    for (const line of ['hallway://join?s=x', 'HALLWAY:anything at all', 'hallway://join?s=<b>']) {
      const { asked, picture } = setup(async () => ok(` ${line}\n`));
      await picture.read(new Blob([]));
      expect([asked, picture.problem, picture.isReading]).toEqual([[line], null, false]);
    }
  });

  it('that is something else is said to be, and nothing is done with it', async () => {
    for (const text of ['https://example.org', 'WIFI:S:office;;', '10.0.0.1:7420', '', 'javascript:hallway:x']) {
      const { asked, picture } = setup(async () => ok(text));
      await picture.read(new Blob([]));
      expect([asked, picture.problem]).toEqual([[], { type: 'code_not_hallway' }]);
    }
  });

  it('that cannot be read says why, until another one is read', async () => {
    let answer: Result<string, QrPictureProblem> = err({ type: 'picture_too_large' });
    const { asked, picture } = setup(async () => answer);
    await picture.read(new Blob([]));
    expect(picture.problem).toEqual({ type: 'picture_too_large' });
    answer = ok('hallway://join?s=x');
    await picture.read(new Blob([]));
    expect([asked, picture.problem]).toEqual([['hallway://join?s=x'], null]);
  });

  it('is read one at a time', async () => {
    let settle = (_text: string): void => undefined;
    const { asked, picture } = setup(() => new Promise((resolve) => (settle = (text) => resolve(ok(text)))));
    const first = picture.read(new Blob([]));
    await picture.read(new Blob([]));
    expect(picture.isReading).toBe(true);
    settle('hallway://join?s=one');
    await first;
    expect(asked).toEqual(['hallway://join?s=one']);
  });
});
