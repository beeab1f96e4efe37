import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { parseJson } from '@kubets/apimachinery';
import type { ReadYaml } from './read-yaml';
import { YamlProblem } from './yaml-problem';
import { createYamlReader, type ReadAsJson } from './yaml-reader';

let directory: string;
let threadFile: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-yaml-'));
  threadFile = join(directory, 'yaml-thread.js');
  await build({
    entryPoints: [join(__dirname, 'yaml-thread.ts')],
    outfile: threadFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    tsconfig: join(__dirname, '../../../../tsconfig.base.json'),
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const valueOf = (read: ReadYaml | ReadAsJson): unknown => ('json' in read ? parseJson(read.json).value : read.value);

const large = `int: 9007199254740993\n__proto__: a\n${'key: value\n'.repeat(100_000)}`;

test('reads a large text without holding anybody up, exactly as a small one', async () => {
  const reader = createYamlReader({ threadFile });
  let [turns, isDone] = [0, false];
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  turn();
  const read = await reader.read(large);
  isDone = true;
  expect(JSON.stringify(Object.keys(valueOf(read) as object))).toBe('["__proto__","int","key"]');
  expect((valueOf(read) as { int: unknown }).int).toBe(9007199254740993n);
  expect(read.duplicates[0]).toBe('line 4: key "key" already set in map');
  // Read where it is asked for, it would be one or two.
  expect(turns).toBeGreaterThan(100);
  expect(valueOf(await reader.read('a: on'))).toEqual({ a: true });
  await reader.close();
});

test('says what is wrong with a large text, and reads the next', async () => {
  const reader = createYamlReader({ threadFile, timeoutMs: 25_000 });
  const answers = await Promise.allSettled([reader.read(`${large}\n  x: [`), reader.read(large)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect((answers[0] as PromiseRejectedResult).reason).toBeInstanceOf(YamlProblem);
  await reader.close();
});

test('gives up on what takes too long, and reads the next', async () => {
  const reader = createYamlReader({ threadFile, timeoutMs: 1 });
  await expect(reader.read(large)).rejects.toMatchObject({ code: 504 });
  await reader.close();
  const patient = createYamlReader({ threadFile });
  await expect(patient.read(large)).resolves.toBeDefined();
  await patient.close();
});

test('lets only so many wait', async () => {
  const reader = createYamlReader({ threadFile });
  const answers = await Promise.allSettled(Array.from({ length: 40 }, () => reader.read(' '.repeat(20_000))));
  const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused).toHaveLength(7);
  expect(refused[0]!.reason).toMatchObject({ code: 429 });
  await reader.close();
});
