import { execFile } from 'node:child_process';
import { isAbsolute, resolve as normalize } from 'node:path';

const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Removes a directory and all that is in it, however deep and however many files: what containers have written is theirs to
 * choose. coreutils' rm does it, in a process of its own; fs.rm gives up where paths grow longer than the kernel takes, and holds
 * everybody else up for seconds on 200,000 files. Mounts below are left alone. Resolves where there is nothing.
 * @throws Error with rm's words when something is left, and for what is no absolute path below the root.
 */
export function removeTree(directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!isAbsolute(directory) || normalize(directory) === '/')
      throw new Error(`${JSON.stringify(directory)} is no directory to be removed`);
    execFile(
      'rm',
      ['--recursive', '--force', '--one-file-system', '--', directory],
      { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: MAX_OUTPUT_BYTES },
      (error, _stdout, stderr) => {
        if (error) reject(new Error(stderr.trim().split('\n')[0] || error.message));
        else resolve();
      },
    );
  });
}
