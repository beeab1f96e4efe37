// @ts-check
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const CHECK_MS = 200;

/**
 * Does work while no other process does any by the same file, which holds the pid of the one that works. One that was killed is not
 * waited for.
 * @template T
 * @param {string} file @param {() => T | Promise<T>} work @param {(pid: number) => void} onWait told once, when somebody is there
 * @returns {Promise<T>}
 */
export async function oneAtATime(file, work, onWait) {
  for (let isTold = false; !take(file); await sleep(CHECK_MS)) {
    const pid = holderOf(file);
    if (pid === undefined) rmSync(file, { force: true });
    else if (pid > 0 && !isTold) {
      onWait(pid);
      isTold = true;
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** 0 where its pid is still being written; undefined where it has ended. @param {string} file */
function holderOf(file) {
  let pid = 0;
  try {
    pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return pid;
  } catch (error) {
    return codeOf(error) === 'EPERM' ? pid : undefined; // another user's
  }
}

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code;
