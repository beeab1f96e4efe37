// docs/tutorial.md, pasted block by block, with what it says that each prints.
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './cluster/command';
import { kubectls } from './cluster/kubectl';
import { writeNamespacedKubeconfig } from './cluster/namespaced-kubeconfig';

jest.setTimeout(180_000);

const NAMESPACE = 'tutorial';
const ROOT = join(__dirname, '../..');
const dir = mkdtempSync(join(tmpdir(), 'kubets-tutorial-'));
const kubectl = kubectls().at(-1)!;

const blocks = [...readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8').matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
const steps = blocks.flatMap(([, kind, script = ''], at) =>
  kind === 'sh' ? [{ script, output: blocks[at + 1]?.[1] === 'text' ? blocks[at + 1]![2]! : '' }] : [],
);

/** What is another one each time. */
const withoutChance = (text: string) =>
  text
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, 'ADDRESS')
    .replace(/ADDRESS,ADDRESS/g, 'ADDRESSES')
    .replace(/:3\d{4}\b/g, ':NODEPORT')
    .replace(/my-nginx-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, 'POD')
    .replace(/my-nginx-[a-z0-9]{5}\b/g, 'SLICE')
    .replace(/\b\d+(s|m\d*s?)$/gm, 'AGE')
    // kubectl 1.34 and later name the namespace of what is deleted.
    .replace(/ from tutorial namespace$/gm, '')
    .replace(/ +/g, ' ')
    .trim();

beforeAll(async () => {
  writeNamespacedKubeconfig(join(dir, 'config'), NAMESPACE);
  symlinkSync(join(ROOT, 'examples'), join(dir, 'examples'));
  await kubectl(`create namespace ${NAMESPACE}`);
});
afterAll(async () => {
  await kubectl(`delete namespace ${NAMESPACE}`);
  rmSync(dir, { recursive: true });
});

test('every block but the one that starts the cluster has what it prints', () => {
  expect(steps.length).toBeGreaterThan(8);
  expect(steps.filter(({ output }) => output === '')).toEqual([]);
});

test.each(steps)('$script', async ({ script, output }) => {
  const printed = await command('bash', ['-e', '-c', script], { cwd: dir, env: { KUBECONFIG: join(dir, 'config') } });
  expect(withoutChance(printed)).toBe(withoutChance(output));
});
