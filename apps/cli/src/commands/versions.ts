import { version as built } from '@kubets/component/main';
import { runIfPossible } from '../network/run';
import { pathOf } from '../setup/programs.mjs';
import { matchingKubectl, withVersion } from './matching-kubectl';
import { printJson } from './narration';
import { formatTable } from './table';

export interface ProgramVersion {
  program: string;
  version?: string;
  path?: string;
}

/** How each program tells its version. */
const PROGRAMS = {
  etcd: [['--version'], /etcd Version: (\S+)/],
  containerd: [['--version'], /containerd \S+ v?([\d.][^\s~]*)/],
  runc: [['--version'], /runc version ([^\s+]+)/],
  nft: [['--version'], /nftables v(\S+)/],
} satisfies Record<string, [args: string[], version: RegExp]>;

type Program = keyof typeof PROGRAMS;

/** Of the program that is found first. One that is not there has no path; one that does not tell has no version. */
export async function programVersion(program: Program): Promise<ProgramVersion> {
  const [args, pattern]: [string[], RegExp] = PROGRAMS[program];
  const path = pathOf(program);
  const text = path && (await runIfPossible(path, ...args));
  return { program, path, version: pattern.exec(text ?? '')?.[1] };
}

/** kubets, Node.js and the programs that it drives, with where they are. */
async function programVersions(): Promise<ProgramVersion[]> {
  return [
    { program: 'kubets', version: built.gitVersion, path: process.argv[1] },
    { program: 'node', version: process.versions.node, path: process.execPath },
    ...(await Promise.all((Object.keys(PROGRAMS) as Program[]).map(programVersion))),
    { program: 'kubectl', ...(await matchingKubectl().then((found) => found && withVersion(found))) },
  ];
}

/** Prints them. */
export async function versions({ output }: { output?: string }): Promise<void> {
  const all = await programVersions();
  if (output === 'json') return printJson(all);
  console.log(
    formatTable(
      ['PROGRAM', 'VERSION', 'PATH'],
      all.map(({ program, version, path }) => [program, version ?? 'unknown', path ?? 'not there']),
    ),
  );
}
