// What pages say of one another: a decision has a number of its own, and links lead to what is there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const pagesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith('.md'));

const DECISIONS = pagesIn('docs/decisions');
const PAGES = [...pagesIn('docs'), 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'libs/proto-gen/README.md'];

test('decisions are numbered from 1 on, and say their number', () => {
  const numbers = DECISIONS.map((path) => Number(/\/(\d{4})-/.exec(path)?.[1])).sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const titles = DECISIONS.map((path) => [path, Number(/^# (\d+)\. /.exec(read(path))?.[1])]);
  expect(titles).toEqual(DECISIONS.map((path) => [path, Number(/\/(\d{4})-/.exec(path)?.[1])]));
});

test('decisions that are named by their number are linked by it', () => {
  const wrong = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\[decision (\d+)\]\([^)]*\/(\d{4})-[^)]*\)/g)]
      .filter(([, named, linked]) => Number(named) !== Number(linked))
      .map(([link]) => `${page}: ${link}`),
  );
  expect(wrong).toEqual([]);
});

/** What GitHub makes of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string) => [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

test.each(PAGES)('links of %s lead to what is there', (page) => {
  const text = read(page)
    .replace(/^```[^]+?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test('pages that code names are there', () => {
  const named = execFileSync('git', ['grep', '-ohE', '\\bdocs/[a-z0-9/-]+\\.md', '--', '*.ts', '*.mjs', '*.cjs'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const missing = [...new Set(named.trimEnd().split('\n'))].filter((page) => !existsSync(join(ROOT, page)));
  expect(missing).toEqual([]);
});

test('what the page of behaviours calls a test is one', () => {
  const page = 'docs/services/behaviour.md';
  const text = read(page);
  const files = new Map(
    [...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, key, path]) => [key!, join(dirname(page), path!)]),
  );
  const named = [...text.matchAll(/\[([^\][]+)\]\[([^\]]+)\]/g)].map(
    ([, words, key]) => [words!.replace(/\s+/g, ' '), key!] as const,
  );
  const sources = new Map([...files].map(([key, path]) => [key, existsSync(join(ROOT, path)) ? read(path) : '']));
  expect(named.filter(([words, key]) => !sources.get(key)?.includes(words))).toEqual([]);
  expect([...files.keys()].filter((key) => !named.some(([, used]) => used === key))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});
