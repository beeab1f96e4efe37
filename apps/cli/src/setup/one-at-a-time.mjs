// @ts-check
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const CHECK_MS = 200;

/**
 * Takes a name among the abstract unix sockets: the kernel gives it to one process, and takes it back however that process ends. Whoever
 * connects is told the pid.
 * @param {string} name
 * @returns {Promise<import('node:net').Server | undefined>} which keeps no process alive, and the name until it is closed; undefined
 *   where another one has it
 */
export async function takeName(name) {
  const server = createServer((connection) => connection.on('error', () => undefined).end(String(process.pid)));
  try {
    await once(server.listen(`\0${name}`), 'listening');
    return server.unref();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/**
 * Does work while no other process of this machine does any that is called the same.
 * @template T
 * @param {string} what @param {() => T | Promise<T>} work @param {(pid: string) => void} onWait told once, when somebody is at it
 * @returns {Promise<T>}
 */
export async function oneAtATime(what, work, onWait) {
  // A name has 107 bytes.
  const name = `kubets-${createHash('sha256').update(what).digest('hex')}`;
  let isTold = false;
  let turn = await takeName(name);
  for (; !turn; turn = await takeName(name)) {
    const pid = isTold ? '' : await holderOf(name);
    if (pid) {
      onWait(pid);
      isTold = true;
    }
    await sleep(CHECK_MS);
  }
  try {
    return await work();
  } finally {
    turn.close();
  }
}

/** Its pid; empty where it has ended meanwhile. @param {string} name */
async function holderOf(name) {
  let text = '';
  const socket = connect(`\0${name}`).on('data', (chunk) => (text += chunk));
  await new Promise((resolve) => socket.once('close', resolve).on('error', () => undefined));
  return text;
}
