import { cp, mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command } from '../e2e/cluster/command';

/** Copies what is at a path of this machine, links as what they lead to, to a path below `root`. */
export async function putInto(root: string, from: string, to: string): Promise<void> {
  await mkdir(join(root, dirname(to)), { recursive: true });
  await cp(from, join(root, to), { recursive: true, dereference: true, filter: (path) => !path.endsWith('.map') });
}

/** Where this Node.js is in an image that `putNode` made. */
export const NODE = '/usr/local/bin/node';

/** Puts this Node.js below `root`, with the libraries that it is linked to. */
export async function putNode(root: string): Promise<void> {
  const node = await realpath(process.execPath);
  await putInto(root, node, NODE);
  for (const word of (await command('ldd', [node])).split(/\s/))
    if (word.startsWith('/')) await putInto(root, word, word);
}
