// Every flag that a page gives a program of ours is one that it has.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commandLines, shellBlocks } from '../../tools/lint/shell-blocks';

const ROOT = join(__dirname, '../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((path) => path.endsWith('.md')),
];

interface Call {
  page: string;
  line: string;
  /** Which program, and the words that choose its command. */
  program: string;
  flags: string[];
}

/** `npm start -- --flag`, `npx kubets COMMAND --flag`, `node dist/apps/APP/main.js [COMMAND] --flag`. */
function callOf(line: string): Pick<Call, 'program' | 'flags'> | undefined {
  const [, npm] = /^(?:sudo )?npm (start|stop|run status)\b/.exec(line) ?? [];
  const [, command] = /^(?:sudo )?npx kubets ((?:node )?[a-z]+)\b/.exec(line) ?? [];
  const [, app, ofCli] = /^node dist\/apps\/([a-z-]+)\/main\.js(?: ([a-z]+)\b)?/.exec(line) ?? [];
  const program = npm
    ? `cli ${npm.replace('run ', '')}`
    : command
      ? `cli ${command}`
      : app && `${app} ${(app === 'cli' && ofCli) || ''}`.trim();
  if (!program) return undefined;
  const own = npm ? (line.split(' -- ')[1] ?? '') : line.split(/ -- | & | \| /)[0]!;
  return { program, flags: [...own.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([flag]) => flag) };
}

/** Commands of a page's tables and sentences. */
const inlineCommands = (text: string) =>
  [...text.matchAll(/`((?:sudo )?(?:npx kubets|npm (?:start|stop|run status)) [^`]+)`/g)].map(([, line]) => line!);

const calls: Call[] = PAGES.flatMap((page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const lines = [...shellBlocks(text).flatMap(commandLines), ...inlineCommands(text)];
  return [...new Set(lines)].flatMap((line) => {
    const call = callOf(line);
    // What kubectl is given is kubectl's.
    return call && call.program !== 'cli kubectl' ? [{ page, line, ...call }] : [];
  });
});

const helps = new Map<string, Promise<string>>();
function helpOf(program: string): Promise<string> {
  const [app, ...words] = program.split(' ');
  const help =
    helps.get(program) ??
    promisify(execFile)(process.execPath, [join(ROOT, `dist/apps/${app}/main.js`), ...words, '--help']).then(
      ({ stdout }) => stdout,
    );
  helps.set(program, help);
  return help;
}

test('pages call programs of ours', () => expect(calls.length).toBeGreaterThan(25));

test.each(calls)('$page: $line', async ({ program, flags }) => {
  const help = await helpOf(program);
  // A command that there is not is answered with the help of all.
  if (program.startsWith('cli ')) expect(help).toContain(`Usage: kubets ${program.slice('cli '.length)}`);
  const known = new Set([...help.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag));
  expect(flags.filter((flag) => !known.has(flag) && flag !== '--help')).toEqual([]);
});
