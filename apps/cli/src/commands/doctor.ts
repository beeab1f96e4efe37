import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClusterLayout } from '../cluster/layout';
import { layoutOf } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { ensureClusterPki, type ClusterPki } from '../pki/cluster-pki';
import { readMachine } from '../setup/machine.mjs';
import { planStart } from '../setup/plan-start.mjs';
import { CLIENT_PROGRAMS, missingPackages, programsOf } from '../setup/programs.mjs';
import { tryMirrors } from '../setup/registry-mirrors.mjs';
import { supervisorStatus } from '../supervisor/control';
import { outdatedProcesses } from '../supervisor/outdated-processes';

/** One thing that was looked at. */
export interface Check {
  name: string;
  /** What is wrong, with what mends it; none where all is well. */
  problems: string[];
}

const DAY_MS = 86_400_000;
/** A start renews what ends within these. */
const RENEWED_DAYS = 30;

/** Tells what this machine lacks for a cluster, and what is wrong with the one in the state directory; exit code 1 if anything is. */
export async function doctor({ stateDir, output }: { stateDir: string; output?: string }): Promise<void> {
  const stored = await loadOptions(stateDir);
  const { options, problems } = planStart({ asked: { stateDir }, stored, machine: readMachine(stateDir) });
  const missing = missingPackages({ ...programsOf(options), ...CLIENT_PROGRAMS });
  const checks: Check[] = [
    { name: 'this machine', problems },
    {
      name: 'programs',
      problems: missing.length > 0 ? [`missing; a start installs them, or: apt-get install ${missing.join(' ')}`] : [],
    },
    { name: 'registry mirrors', problems: await tryMirrors(options) },
    ...(stored ? await clusterChecks(layoutOf(stored)) : []),
  ];
  console.log(output === 'json' ? JSON.stringify(checks, undefined, 2) : asText(checks));
  if (checks.some((check) => check.problems.length > 0)) process.exitCode = 1;
}

async function clusterChecks(layout: ClusterLayout): Promise<Check[]> {
  const supervisor = await supervisorStatus(layout);
  if (!supervisor) return [{ name: 'cluster', problems: ['it is stopped. Start it with: npx kubets start'] }];
  const outdated = await outdatedProcesses(layout);
  return [
    {
      name: 'services',
      problems: supervisor.processes
        .filter(({ running }) => !running)
        .map(
          ({ name, lastExit }) => `${name} does not run (${lastExit ?? 'starting'}). Its log: npx kubets logs ${name}`,
        ),
    },
    {
      name: 'versions',
      problems:
        outdated.length > 0 ? [`${outdated.join(', ')}: what is built is newer. Take it up: npx kubets upgrade`] : [],
    },
    { name: 'certificates', problems: expiring(await ensureClusterPki(layout), Date.now()) },
  ];
}

/** The certificates that end soon, and those that were made later than it is: somebody has set the clock back. */
export function expiring(pki: Pick<ClusterPki, 'caFile' | 'admin' | 'apiserver' | 'etcd'>, nowMs: number): string[] {
  const files = [pki.caFile, pki.admin.certificateFile, pki.apiserver.certificateFile, pki.etcd.certificateFile];
  return files.flatMap((file) => {
    const { validFrom, validTo } = new X509Certificate(readFileSync(file));
    if (Date.parse(validFrom) > nowMs)
      return [
        `${file} is not valid before ${new Date(validFrom).toISOString()}, and by this machine's clock it is ${new Date(nowMs).toISOString()}. Set the clock: timedatectl`,
      ];
    const days = Math.floor((Date.parse(validTo) - nowMs) / DAY_MS);
    return days < RENEWED_DAYS
      ? [`${file} ends in ${days} days. A start renews it: npx kubets stop, npx kubets start`]
      : [];
  });
}

const asText = (checks: readonly Check[]): string =>
  checks
    .flatMap(({ name, problems }) =>
      problems.length === 0 ? [`  ok  ${name}`] : [`  !!  ${name}`, ...problems.map((problem) => `        ${problem}`)],
    )
    .join('\n');
