import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Where a Go module was downloaded to; without Go or its module proxy undefined, and a warning of what is not compared. */
export function moduleFolder(module: string, what: string): string | undefined {
  try {
    const printed = execFileSync('go', ['mod', 'download', '-json', module], {
      cwd: tmpdir(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return (JSON.parse(printed) as { Dir: string }).Dir;
  } catch (error) {
    console.warn(`${what} are not compared: ${module} cannot be had (${String(error).split('\n')[0]})`);
    return undefined;
  }
}
