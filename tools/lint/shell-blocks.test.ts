// Every block of a shell on every page can be pasted whole: it is a script, nothing in it is to be filled in, and nothing asks.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLines, shellBlocks } from './shell-blocks';

const ROOT = join(__dirname, '../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'packages/testing/published/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((path) => path.endsWith('.md')),
];
const blocks = PAGES.flatMap((page) =>
  shellBlocks(readFileSync(join(ROOT, page), 'utf8')).map((block) => [page, block] as const),
);

test('pages have blocks, and those of another language are left out', () => {
  expect(blocks.length).toBeGreaterThan(50);
  expect(shellBlocks('```\na\n```\n\n```text\nb\n```\n\n```sh\nc\n```\n')).toEqual(['a\n', 'c\n']);
});

test('the lines of a command are one, without what is told of it', () =>
  expect(commandLines('a --b \\\n  --c    # why\n# all of it\nd "#e"\n')).toEqual(['a --b --c', 'd "#e"']));

test.each(blocks)('%s: %j is a script', (_page, block) => {
  const { stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
  expect(stderr).toBe('');
});

/** What stands in the way of who pastes: words to be replaced, and commands that read what was pasted behind them. */
const IN_THE_WAY: [string, RegExp][] = [
  ['something to be filled in', /(?:^|\s)<[a-z][a-z -]*>/],
  ['a question that takes the next line for its answer', /apt(-get)? install (?!.*(-y|--yes))/],
];

test.each(blocks)('%s: %j can be pasted whole', (_page, block) => {
  const found = commandLines(block).flatMap((line) =>
    IN_THE_WAY.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${what}: ${line}`),
  );
  expect(found).toEqual([]);
});
