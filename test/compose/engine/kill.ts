import { readFile } from 'node:fs/promises';
import { command } from '../../e2e/cluster/command';
import { ENGINE } from './paths';

/** kill -9 of a process of the engine, by the number it has there: what Docker sees is a crash, not a user's `docker kill`. */
export async function killProcess(pid: number): Promise<void> {
  const unshare = (await readFile(ENGINE.pidFile, 'utf8')).trim();
  const [dockerd] = (await readFile(`/proc/${unshare}/task/${unshare}/children`, 'utf8')).split(' ');
  await command('nsenter', [`--target=${dockerd}`, '--pid', '--', 'sh', '-c', `kill -9 ${pid}`]);
}
