import { chmod, mkdir } from 'node:fs/promises';
import type { VolumeContext } from '../volume-kind';
import { writeAtomically } from './atomic-writer';
import type { Payload } from './payload';

/** Puts a payload into the volume's directory, which lives in memory where the content should not reach a disk. */
export async function fillPayloadVolume(
  context: VolumeContext,
  payload: Payload,
  o: { inMemory: boolean },
): Promise<string> {
  const { directory, mounts, fsGroup } = context;
  await mkdir(directory, { recursive: true });
  if (o.inMemory && !(await mounts.isMounted(directory))) await mounts.mountTmpfs(directory, { mode: 0o1777 });
  await chmod(directory, 0o1777);
  await writeAtomically(directory, payload, { fsGroup, now: new Date() });
  return directory;
}
