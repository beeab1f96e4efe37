import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The benchmark's own command, in a process of its own: what it measures is the product's code as it is bundled, and nothing beside it. */
function growth(...options: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'bench/growth/run.mjs'), ...options],
      { cwd: root, maxBuffer: 2 ** 26, timeout: 150_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, output: `${stdout}${stderr}` }),
    );
  });
}

// It measures again what seems to grow. Without options the command tries a hundred times as much and takes minutes.
test.each([
  ['every parser, validator and field of all resources', ['--characters', '10000', '--entries', '1000'], 4000],
  [
    'the lists and maps of a pod, ten times as long',
    ['--only', 'pods v1 spec', '--characters', '10', '--entries', '10000'],
    400,
  ],
])(
  'time per byte grows nowhere: %s',
  async (_, options, atLeast) => {
    const { code, output } = await growth(...options, '--rounds', '1');
    expect({ code, growing: output.split('Time per byte grows:\n')[1] }).toEqual({ code: 0, growing: undefined });
    const tried = Number(/in (\d+) shapes/.exec(output)?.[1]);
    expect(tried).toBeGreaterThan(atLeast);
  },
  180_000,
);
