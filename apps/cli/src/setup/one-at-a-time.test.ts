import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FROM = pathToFileURL(join(__dirname, 'one-at-a-time.mjs')).href;
const dir = mkdtempSync(join(tmpdir(), 'kubets-one-'));
afterAll(() => rmSync(dir, { recursive: true }));

function atIt(work: string): { child: ChildProcess; output: Promise<string> } {
  const script = `import { oneAtATime } from '${FROM}';
    const told = await oneAtATime('${dir}', async () => { ${work} }, (pid) => console.log('waits for', pid));
    console.log(told);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, output: once(child, 'close').then(() => text) };
}
const BUSY = `
  const { openSync, closeSync, rmSync } = await import('node:fs');
  closeSync(openSync('${dir}/busy', 'wx')); // fails where another one works
  await new Promise((resolve) => setTimeout(resolve, 300));
  rmSync('${dir}/busy');
  return 'done';`;

test('of several that want to at once one works, and the others after it', async () => {
  for (const output of await Promise.all([1, 2, 3].map(() => atIt(BUSY).output)))
    expect(output).toMatch(/^(waits for \d+\n)?done\n$/);
  expect(readdirSync(dir)).toEqual([]);
});

test('who is killed is not waited for any more, and who fails leaves nothing', async () => {
  const first = atIt(`console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 60_000));`);
  await once(first.child.stdout!, 'data');
  const second = atIt(`throw new Error('no room')`);
  await once(second.child.stdout!, 'data');
  first.child.kill('SIGKILL');
  expect(await second.output).toMatch(new RegExp(`^waits for ${first.child.pid}\n[^]*no room`));
  expect(await atIt(`return 'done'`).output).toBe('done\n');
});
