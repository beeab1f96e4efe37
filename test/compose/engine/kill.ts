import { readFile } from 'node:fs/promises';
import { command } from '../../e2e/cluster/command';
import { ENGINE } from './paths';

/** kill -9 of a process of the engine, by the number it has there: what Docker sees is a crash, not a user's `docker kill`. */
export const killProcess = (pid: number) => onEngine(`kill -9 ${pid}`);

/** Stops what the container's init process has started: a service that hangs. */
export const freezeService = (init: number) => onEngine(`kill -STOP $(cat /proc/${init}/task/${init}/children)`);

async function onEngine(line: string): Promise<void> {
  const unshare = (await readFile(ENGINE.pidFile, 'utf8')).trim();
  const [dockerd] = (await readFile(`/proc/${unshare}/task/${unshare}/children`, 'utf8')).split(' ');
  await command('nsenter', [`--target=${dockerd}`, '--pid', '--mount', '--', 'sh', '-c', line]);
}
