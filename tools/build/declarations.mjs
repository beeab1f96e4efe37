// Declarations as the compiler emits them, made to stand by themselves: without the repository's aliases, and without what nobody
// asks for.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';

const IMPORT = /^(import|export) (type )?\{([^}]*)\} from ['"]([^'"]+)['"];$/gm;
const INLINE = /import\("([^"]+)"\)/g;
const EVERYTHING = /^export \* from ['"]([^'"]+)['"];$/gm;
/** What encodes messages is none of a package's types. */
const CODECS =
  /^import [^;]* from ["']@bufbuild\/protobuf\/wire["'];\n|^export declare const \w+: MessageFns<\w+>;\n|^interface MessageFns<T> \{[^}]*\}\n|^export declare function [^;]*\bBinaryReader\b[^;]*;\n/gm;
const NAMESPACE = /^import (?:type )?\* as \w+ from '([^']+)';$/gm;

/**
 * Copies a module's declarations and those that it needs. A name is imported from the file that declares it, so that an index brings
 * nothing but what is named.
 *
 * @param emitted folder of the compiler's output, laid out as the repository
 * @param aliases `paths` of the compiler's options
 */
export async function copyDeclarations(emitted, aliases, entry, into) {
  const texts = new Map();
  const done = new Set();
  await copy(entry);

  async function copy(module) {
    if (done.has(module)) return;
    done.add(module);
    const needed = new Set();
    const text = await rewritten(module, needed);
    const file = join(into, `${module}.d.ts`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    for (const one of needed) await copy(one);
  }

  async function rewritten(module, needed) {
    const text = await textOf(module);
    const pathTo = (target) => {
      needed.add(target);
      const path = relative(dirname(module), target);
      return `${path.startsWith('.') ? path : `./${path}`}.js`;
    };
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(IMPORT)) {
      const [whole, verb, isType = '', names, specifier] = match;
      parts.push(
        text.slice(end, match.index),
        await importOf(module, { whole, verb, isType, names, specifier, pathTo }),
      );
      end = match.index + whole.length;
    }
    const joined = [...parts, text.slice(end)].join('');
    const unalias = (whole, specifier) => {
      const target = moduleOf(module, specifier);
      return target ? whole.replace(specifier, pathTo(target)) : whole;
    };
    return joined.replace(INLINE, unalias).replace(NAMESPACE, unalias);
  }

  async function importOf(module, { whole, verb, isType, names, specifier, pathTo }) {
    const target = moduleOf(module, specifier);
    if (!target) return whole;
    const lines = [];
    for (const name of names
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)) {
      const [, ownType = '', original, alias = original] = /^(type )?(\w+)(?: as (\w+))?$/.exec(name);
      const found = await declared(target, original);
      if (!found) throw new Error(`${module} imports ${original} from ${target}, which does not declare it`);
      const as = found.name === alias ? alias : `${found.name} as ${alias}`;
      lines.push(`${verb} ${isType}{ ${ownType}${as} } from '${pathTo(found.module)}';`);
    }
    return lines.join('\n');
  }

  /** Where a name is declared that a module offers. */
  async function declared(module, name) {
    for (const [, verb, , names, specifier] of (await textOf(module)).matchAll(IMPORT)) {
      if (verb !== 'export') continue;
      for (const one of names.split(',')) {
        const [, original, alias = original] = /^(?:type )?(\w+)(?: as (\w+))?$/.exec(one.trim()) ?? [];
        const target = alias === name && moduleOf(module, specifier);
        if (target) return declared(target, original);
      }
    }
    if (new RegExp(`^export (declare )?\\w+ ${name}\\b`, 'm').test(await textOf(module))) return { module, name };
    for (const [, specifier] of (await textOf(module)).matchAll(EVERYTHING)) {
      const target = moduleOf(module, specifier);
      const found = target && (await declared(target, name));
      if (found) return found;
    }
    return undefined;
  }

  /** A module of the repository, by its path without extension; undefined for a package. */
  function moduleOf(from, specifier) {
    if (specifier.startsWith('.')) return existing(normalize(join(dirname(from), specifier)));
    for (const [alias, [path]] of Object.entries(aliases)) {
      const [head, tail] = alias.split('*');
      if (tail === undefined ? specifier === alias : specifier.startsWith(head)) {
        const found = existing(normalize(path.replace('*', specifier.slice(head.length)).replace(/\.ts$/, '')));
        if (found) return found;
      }
    }
    return undefined;
  }

  function existing(module) {
    return [module, join(module, 'index')].find((one) => existsSync(join(emitted, `${one}.d.ts`)));
  }

  async function textOf(module) {
    const known = texts.get(module) ?? (await readFile(join(emitted, `${module}.d.ts`), 'utf8')).replace(CODECS, '');
    texts.set(module, known);
    return known;
  }
}
