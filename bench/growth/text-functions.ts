import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** An exported function that needs nothing but a text or bytes. */
export interface TextFunction {
  /** Relative to the repository. */
  file: string;
  name: string;
  takes: 'string' | 'bytes';
}

const DECLARATIONS = [
  /export function (\w+)\(\w+: (string|Buffer|Uint8Array)(?: \| (?:undefined|null))?(?:, \w+(?:\?:| =)[^,)]*)*\)/g,
  /export const (\w+) = \(\w+: (string|Buffer|Uint8Array)(?: \| (?:undefined|null))?\)/g,
  /export const (\w+)(?:: Check)? = (?:format\(|\(value\) =>)/g,
];
/** What makes errors of our own words, and what touches files; what answers with a promise does something to the world, too. */
const NOT_READERS = /^(?:new[A-Z]|read[A-Z]\w*File$|open|rotate|remove)/;
const DOES_SOMETHING = /^\s*: Promise</;
/** Reads what the operator of this machine wrote, or is generated. */
const NOT_FOR_USERS = /\/(?:gen|testing|bootstrap|pools)\/|^apps\/cli\/|\.test\.ts$/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** Every parser and validator of a text in apps/ and libs/, found by its signature, so that a new one is tried without being named here. */
export function textFunctions(root: string): TextFunction[] {
  return ['apps', 'libs'].flatMap((folder) =>
    sources(join(root, folder)).flatMap((path) => {
      const file = relative(root, path);
      if (NOT_FOR_USERS.test(file)) return [];
      const source = readFileSync(path, 'utf8');
      return DECLARATIONS.flatMap((declaration) =>
        [...source.matchAll(declaration)]
          .filter(([, name]) => !NOT_READERS.test(name!))
          .filter((match) => !DOES_SOMETHING.test(source.slice(match.index + match[0].length)))
          .map(([, name, type]): TextFunction => ({
            file,
            name: name!,
            takes: type === 'Buffer' || type === 'Uint8Array' ? 'bytes' : 'string',
          })),
      );
    }),
  );
}
