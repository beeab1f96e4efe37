import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEndings, EndlessError } from './endings';

const at = (restarts: number, lastExit?: string) => [{ name: 'etcd', restarts, lastExit, logFile: '/none' }];

test.each<[string, ReturnType<typeof at>[], boolean]>([
  ['a process that runs', [at(0), at(0), at(0)], false],
  ['one that ended twice', [at(0), at(0, 'exit code 2'), at(1, 'exit code 2')], false],
  ['one that ended three times alike', [at(0), at(0, 'exit code 2'), at(1, 'exit code 2'), at(2, 'exit code 2')], true],
  [
    'one that ended each time otherwise',
    [at(0, 'exit code 1'), at(1, 'killed by SIGKILL'), at(2, 'exit code 1'), at(3, 'x')],
    false,
  ],
  ['one that had ended often before it is watched', [at(9, 'exit code 2'), at(9, 'exit code 2')], false],
  ['one that goes on ending after that', [at(9, 'exit code 2'), at(10, 'exit code 2'), at(11, 'exit code 2')], true],
])('%s', (_, states, isLost) => {
  const endings = createEndings();
  expect(states.map((state) => endings.lost(state)).some(Boolean)).toBe(isLost);
});

test('its own last lines are told', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kubets-endings-'));
  const logFile = join(dir, 'etcd.log');
  writeFileSync(
    logFile,
    `${Array.from({ length: 20 }, (_, n) => `line ${n}`).join('\n')}\npanic: ${'x'.repeat(1000)}\n`,
  );
  try {
    const { message } = new EndlessError({ name: 'etcd', restarts: 3, lastExit: 'exit code 2', logFile });
    expect(message).toMatch(
      /^etcd has ended 3 times the same way \(exit code 2\)\. Its last lines, of .*etcd\.log:\n {2}line 13\n/,
    );
    expect(message).toMatch(/\n {2}panic: x{393} …$/);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
