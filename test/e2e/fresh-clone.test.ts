// With KUBETS_PAGES=all, as it takes minutes: README and the tutorial pasted as they are written, in a fresh clone, on a machine where
// nothing has been installed or built of it. Only the images come from the tests' registry.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLines, shellBlocks } from '../../tools/lint/shell-blocks';
import { installedClients } from '../conformance/command-line-clients';
import { E2E } from './cluster/e2e-cluster';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '../..');
const STATE_DIR = '/var/lib/kubets';
const isWanted = process.env['KUBETS_PAGES'] === 'all';
const dir = mkdtempSync(join(tmpdir(), 'kubets-fresh-'));
const clone = join(dir, 'kubets');
const blocksOf = (page: string) => shellBlocks(readFileSync(join(ROOT, page), 'utf8'));
const readme = blocksOf('README.md');
const blockWith = (text: string) => readme.find((block) => block.includes(text))!;

/** The shell of somebody who pastes one block after the other: what one exports the next one has. */
function openShell() {
  const shell = spawn('bash', ['--norc'], { cwd: clone, stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  let count = 0;
  return {
    /** What a block prints; rejects unless each of its commands succeeds. */
    async paste(block: string): Promise<string> {
      const mark = `pasted-${++count}`;
      const from = text.length;
      shell.stdin.write(`set -e\n${block}\nset +e\necho ${mark}\n`);
      for (;;) {
        const told = text.slice(from);
        if (told.includes(mark)) return told;
        if (shell.exitCode !== null) throw new Error(`ended with ${shell.exitCode}:\n${told}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    close: () => void shell.stdin.end(),
  };
}

const withRegistry = (block: string) =>
  block.replace('npm start', `npm start -- --registry-mirror http://10.201.0.1:${E2E.registryPort}`);

let shell: ReturnType<typeof openShell>;
beforeAll(() => {
  if (!isWanted) return;
  if (existsSync(STATE_DIR)) throw new Error(`${STATE_DIR} is there: the pages are about a cluster of that name`);
  spawnSync('git', ['clone', '--quiet', ROOT, clone], { stdio: 'inherit' });
  shell = openShell();
});
afterAll(() => {
  shell?.close();
  if (isWanted) spawnSync('npx', ['kubets', 'stop', '--delete-state'], { cwd: clone, stdio: 'inherit' });
  rmSync(dir, { recursive: true });
});

const testOf = isWanted ? test : test.skip;

testOf('what is wrong is told at once, and nothing is installed for it', async () => {
  const refused = spawnSync('npm', ['start', '--', '--nodez', '3'], { cwd: clone, encoding: 'utf8' });
  expect(refused.stderr).toMatch(/Unknown option '--nodez'/);
  expect(existsSync(join(clone, 'node_modules'))).toBe(false);
});

testOf('from nothing to a cluster', async () => {
  expect(await shell.paste(withRegistry(blockWith('npm start')))).toMatch(/^node-2 +Ready /m);
});

testOf('a Service', async () => {
  const output = await shell.paste(blockWith('kubectl expose'));
  expect(output.match(/Welcome to nginx!<\/title>/g)).toHaveLength(2);
  expect(output).toContain('10.201.0.200');
});

(isWanted && installedClients.includes('grpcurl') ? test : test.skip)('the same by gRPC', async () => {
  // Watching ends with its time, which grpcurl calls a failure.
  expect(await shell.paste(`set +e\n${blockWith('grpcurl')}`)).toContain('kubets.core.v1.Services');
});

testOf('the tutorial', async () => {
  await shell.paste('kubectl delete svc,deployment web');
  for (const block of blocksOf('docs/tutorial.md').filter((one) => !one.startsWith('npm start')))
    await shell.paste(block);
});

testOf('the commands of the tables are there', async () => {
  const commands = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/`npx kubets ([a-z]+)/g)];
  const names = [...new Set(commands.map(([, name]) => name!))];
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect(await shell.paste(`npx kubets ${name} --help`)).toContain('Usage:');
});

testOf('a change, as CONTRIBUTING.md begins it', async () => {
  const [, dev] = commandLines(blocksOf('CONTRIBUTING.md')[0]!);
  const child = spawn('bash', ['-c', `exec ${dev!.replace(/^sudo /, '')}`], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += chunk));
  while (!/Watching/.test(told) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGINT');
  expect(told).toMatch(/Restarting scheduler .*s\n/);
});

testOf('and away', async () => {
  await shell.paste('npx kubets stop --delete-state');
  expect(existsSync(STATE_DIR)).toBe(false);
});
