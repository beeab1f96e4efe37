// Programs that set-up waits long for. An interruption ends them: npm goes on by itself after Ctrl-C when it unpacks.
import { spawn } from 'node:child_process';
import { InterruptedError } from '../../apps/cli/src/setup/interrupted-error.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end, in a process group of its own, so that a terminal's Ctrl-C comes here alone.
 * @param {string} command @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, endBy?: NodeJS.Signals }} options `endBy` is what the group gets when this process is interrupted
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string }>}
 * @throws InterruptedError when all of it has ended
 */
export async function runProgram(command, args, { env = process.env, endBy = 'SIGKILL' } = {}) {
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) return;
    interrupted = true;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, endBy);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // It has just ended.
    }
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
    const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (interrupted) throw new InterruptedError('interrupted');
    return { status, ...output };
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
