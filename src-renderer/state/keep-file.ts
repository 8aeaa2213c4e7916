import type { RpcError } from '#shared/ipc/rpc.ts';
import type { FileEnding, ShellError } from '#shared/ipc/shell-api.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ShellCalls } from './calls.ts';

/** Bytes of a piece that is turned into text at once; more are more than a call takes. */
const pieceBytes = 0x8000;

export interface FileKeeping {
  readonly shell: Pick<ShellCalls, 'call'>;
  /** What is proposed, without an ending. */
  readonly name: string;
  readonly ending: FileEnding;
  readonly isDesktop: boolean;
  /** As a browser keeps what it downloads. */
  readonly download: (file: Blob, name: string) => void;
}

/** Keeps a file where the person says: by the program around a window, which has no downloads, or as a browser does. */
export async function keepFile(
  file: Blob,
  { shell, name, ending, isDesktop, download }: FileKeeping,
): Promise<Result<boolean, ShellError | RpcError>> {
  if (isDesktop) return shell.call('file.save', { name, ending, content: await base64Of(file) });
  download(file, `${name}.${ending}`);
  return ok(true);
}

async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += pieceBytes)
    binary += String.fromCharCode(...bytes.subarray(at, at + pieceBytes));
  return btoa(binary);
}
