import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FROM = pathToFileURL(join(__dirname, 'one-at-a-time.mjs')).href;
const dir = mkdtempSync(join(tmpdir(), 'kubets-one-'));
const file = join(dir, 'lock');
afterAll(() => rmSync(dir, { recursive: true }));

const script = (work: string) => [
  '--input-type=module',
  '-e',
  `import { oneAtATime } from '${FROM}';
   const told = await oneAtATime('${file}', async () => { ${work} }, (pid) => console.log('waits for', pid));
   console.log(told);`,
];
const BUSY = `
  const { openSync, closeSync, rmSync } = await import('node:fs');
  closeSync(openSync('${file}.busy', 'wx')); // fails where another one works
  await new Promise((resolve) => setTimeout(resolve, 300));
  rmSync('${file}.busy');
  return 'done';`;

test('of several that want to at once one works, and the others after it', async () => {
  const outputs = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, script(BUSY), { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (text) => (output += text));
      await new Promise((resolve) => child.once('close', resolve));
      return output;
    }),
  );
  for (const output of outputs) expect(output).toMatch(/^(waits for \d+\n)?done\n$/);
  expect(readdirSync(dir)).toEqual([]);
});

test('who was killed is not waited for, and who fails leaves nothing', () => {
  const { pid } = spawnSync('true');
  writeFileSync(file, String(pid));
  const { stdout, stderr } = spawnSync(process.execPath, script(`throw new Error('no room')`), { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: expect.stringContaining('no room') });
  expect(existsSync(file)).toBe(false);
});
