import { serveFlags } from './serve-flags.ts';

/** Starts an entry of the unpacked folder, wherever that lies and whoever calls: with nothing of the machine but a shell. */
export function startScript(entry: 'serve' | 'chat', { isWindows }: { readonly isWindows: boolean }): string {
  const flags = entry === 'serve' ? serveFlags.map((flag) => ` ${flag}`).join('') : '';
  if (isWindows) return `@"%~dp0bin\\node.exe"${flags} "%~dp0dist\\main\\${entry}.js" %*\r\n`;
  return `#!/bin/sh
# May be called through a link.
self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=\${self%/*}/$link ;;
  esac
done
case $self in
  */*) here=\${self%/*} ;;
  *) here=. ;;
esac
exec "$here/bin/node"${flags} "$here/dist/main/${entry}.js" "$@"
`;
}

export interface ReadmeParts {
  readonly version: string;
  readonly target: string;
  readonly isWindows: boolean;
}

export function serveReadme({ version, target, isWindows }: ReadmeParts): string {
  const [prefix, folder] = isWindows ? ['.\\', 'C:\\hallway'] : ['./', '/var/lib/hallway'];
  return `# Hallway ${version}, server and terminal client for ${target}

Chat for the people on one network. This folder is complete: it has its own Node, needs no installation and no internet,
and may lie anywhere.

    ${prefix}hallway-serve --data ${folder} --name "Ground floor"

starts a server and prints a link: whoever opens it first, in a window of Hallway or in the terminal client, owns the server,
and invites the others. With \`--door open\` everybody on the network comes in, and finds it by themselves. It keeps all it
knows in the data folder. Stop it with Ctrl+C. \`--help\` tells the options.

    ${prefix}hallway-serve status --data ${folder}

says how it is; \`backup\` and \`restore\` in the place of \`status\` do what they say. It makes a backup every hour by itself.

    ${prefix}hallway-chat --data ${isWindows ? 'C:\\hallway-mara' : '~/hallway-mara'} --name Mara --server 'hallway://...'

talks in a terminal: with that link as the owner, without it to the servers found on this network.

To update, stop it, put the folder of the newer version in place of this one and start again with the same data folder.

LICENSE is Hallway's licence; THIRD-PARTY-LICENSES.txt has those of the works by others inside.
`;
}
