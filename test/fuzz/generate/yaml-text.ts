import { stringify } from 'yaml';
import type { Draw } from './draw';
import { textOf, type JsonTree } from './json-tree';

const ODDITIES = [
  '--- ',
  '...',
  '%YAML 1.1',
  '%TAG ! tag:x,2000:',
  '? a',
  '? [a, b]\n: c',
  '- - - - a',
  '<<: *a',
  '<<: {a: 1}',
  'a: &a [*a]',
  'b: *missing',
  '\ta: 1',
  'x: |\n  a\n b',
  'x: >-\n  a',
  '!!binary "AA=="',
  'x: !!js/function "f"',
  'x: !!python/object/apply:os.system [id]',
  'x: !!set {a, b}',
  'x: !!timestamp 2026-01-01',
  'x: !!float .nan',
  'x: .inf',
  'x: 0o17',
  'x: 017',
  'x: 1_000',
  'x: 190:20:30',
  'x: yes',
  'x: ~',
  '"\\uD800": 1',
  'x: "\\x41',
  '{{ template }}',
  'a: b: c',
  '@a',
  '`a`',
  '\0',
];

/** Anchors that name each other `levels` deep: 9 to the power of it, written out. */
export function aliasBomb(levels: number, width = 9): string {
  const lines = Array.from(
    { length: levels },
    (_, level) =>
      `l${level}: &l${level} [${Array.from({ length: width }, () => (level === 0 ? 'x' : `*l${level - 1}`)).join(',')}]`,
  );
  return lines.join('\n');
}

/** The tree as YAML, with things in it that only YAML has. */
export function yamlText(draw: Draw, tree: JsonTree): string {
  const json = textOf(tree);
  const lines = blockStyle(json).split('\n');
  const at = draw.int(lines.length + 1);
  const change = draw.weighted<() => string[]>([
    [6, () => []],
    [4, () => [draw.pick(ODDITIES)]],
    [1, () => [aliasBomb(draw.pick([3, 6, 10, 30]))]],
    [1, () => [`x: ${'['.repeat(draw.pick([20, 200, 3000]))}`]],
    [1, () => [`${' '.repeat(draw.pick([1, 50, 5000]))}x: 1`]],
    [1, () => [`x: &${'a'.repeat(draw.pick([1, 2000]))} ${draw.text()}`]],
    [1, () => Array.from({ length: draw.pick([2, 300]) }, (_, i) => `--- \nk${i}: 1`)],
  ]);
  const inserted = change();
  // Into a block an oddity comes at the indentation of the line before it.
  const indentation = /^\s*/.exec(lines[Math.max(0, at - 1)] ?? '')![0];
  return [...lines.slice(0, at), ...inserted.map((line) => indentation + line), ...lines.slice(at)].join('\n');
}

/** As people write it, where the text is JSON; else the text itself, which YAML may know to read. */
function blockStyle(json: string): string {
  try {
    return json.length > 20_000 ? json : stringify(JSON.parse(json));
  } catch {
    return json;
  }
}
