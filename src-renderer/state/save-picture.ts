import type { RpcError } from '#shared/ipc/rpc.ts';
import type { ShellError } from '#shared/ipc/shell-api.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ShellCalls } from './calls.ts';

/** Bytes of a piece that is turned into text at once; more are more than a call takes. */
const pieceBytes = 0x8000;

export interface PictureKeeping {
  readonly shell: Pick<ShellCalls, 'call'>;
  /** What is proposed, without an ending. */
  readonly name: string;
  readonly isDesktop: boolean;
  /** As a browser keeps what it downloads. */
  readonly download: (picture: Blob, name: string) => void;
}

/** Keeps a PNG where the person says: by the program around a window, which has no downloads, or as a browser does. */
export async function savePicture(
  picture: Blob,
  { shell, name, isDesktop, download }: PictureKeeping,
): Promise<Result<boolean, ShellError | RpcError>> {
  if (isDesktop) return shell.call('picture.save', { name, png: await base64Of(picture) });
  download(picture, `${name}.png`);
  return ok(true);
}

async function base64Of(picture: Blob): Promise<string> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += pieceBytes)
    binary += String.fromCharCode(...bytes.subarray(at, at + pieceBytes));
  return btoa(binary);
}
