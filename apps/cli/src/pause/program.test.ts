import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@kubets/component/testing';
import { executableOf } from './executable';
import { PROGRAMS } from './program';

const dir = mkdtempSync(join(tmpdir(), 'kubets-pause-'));
const file = join(dir, 'pause');
afterAll(() => rmSync(dir, { recursive: true }));

const childrenOf = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
const commandOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
const own = PROGRAMS[process.arch];
if (own) writeFileSync(file, executableOf(own), { mode: 0o755 });

(own ? test.each : test.skip.each)(['SIGTERM', 'SIGINT'] as const)(
  'takes children whose parent has gone, and ends well by %s',
  async (signal) => {
    // What the shell has begun is the program's child once it has taken the shell's place.
    const child = spawn('sh', ['-c', `sleep 0.2 & exec ${file}`], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve({ code, by })));
    await eventually(() => commandOf(child.pid!) === 'pause');
    await eventually(() => childrenOf(child.pid!) === '');
    expect(child.exitCode).toBeNull();
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, by: null });
  },
);

test('of arm64, the words that an assembler makes of it', () => {
  const { code } = PROGRAMS['arm64']!;
  const words = Array.from({ length: 18 }, (_, at) => code.readUInt32LE(at * 4).toString(16));
  expect(words.join(' ')).toBe(
    'd28010c8 d2800220 10000201 d2800002 d2800103 d4000001 d28010e8 d2800000 10000241 d4000001 ' +
      'd2801128 100001e0 d2800001 d4000001 37ffff80 d2800ba8 d2800000 d4000001',
  );
});
