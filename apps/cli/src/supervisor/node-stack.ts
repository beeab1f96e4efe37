import { execFile } from 'node:child_process';
import { openSync, closeSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { signalProcess, type ProcessIdentity } from './process-identity';

const execute = promisify(execFile);

const OPEN_MS = 2000;
const TAKE_MS = 6000;
const CHECK_MS = 50;

/**
 * The JavaScript stack of a service that no longer answers, which stands still afterwards: SIGUSR1 makes Node.js open its
 * debugger, even while JavaScript loops, and say where in its log. Costs a service nothing until then.
 * @throws Error when there is none to be had, as in native code that does not return.
 */
export async function takeNodeStack(identity: ProcessIdentity, logFile: string, program: string): Promise<string[]> {
  if (!statSync(logFile).isFile()) throw new Error('its log is not a file that can be read');
  const from = statSync(logFile).size;
  signalProcess(identity, 'SIGUSR1');
  const address = await debuggerAddress(logFile, from);
  // Its loopback is that of its network namespace.
  const { stdout } = await execute(
    'nsenter',
    [`--net=/proc/${identity.pid}/ns/net`, '--', process.execPath, program, 'stack', address],
    { timeout: TAKE_MS },
  );
  return stdout.split('\n').filter(Boolean);
}

async function debuggerAddress(logFile: string, from: number): Promise<string> {
  for (const deadline = Date.now() + OPEN_MS; Date.now() < deadline; await sleep(CHECK_MS)) {
    const match = /Debugger listening on (ws:\/\/127\.0\.0\.1:\d+\/[\w-]+)\n/.exec(textAfter(logFile, from));
    if (match?.[1]) return match[1];
  }
  throw new Error('its debugger did not open');
}

function textAfter(file: string, from: number): string {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(64 * 1024);
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, from));
  } finally {
    closeSync(fd);
  }
}
