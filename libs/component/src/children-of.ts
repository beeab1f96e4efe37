import { readFileSync } from 'node:fs';

/** The ids of the processes that it has started and that have not ended, by proc(5); none of one that is not there. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
