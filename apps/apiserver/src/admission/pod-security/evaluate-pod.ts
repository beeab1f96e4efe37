import { baselineChecks } from './baseline-checks';
import type { LevelVersion } from './namespace-policy';
import type { CheckedPod, CheckPod, Finding, PodCheck } from './pod-check';
import { restrictedChecks } from './restricted-checks';

type VersionOfCheck = PodCheck['versions'][number];

const versionAt = ({ versions }: PodCheck, minor: number): VersionOfCheck | undefined =>
  versions.filter(({ since }) => since <= minor).at(-1);

/** The checks of a level, those of the baseline first. */
function checksOf({ level, minor = Infinity }: LevelVersion): CheckPod[] {
  if (level === 'privileged') return [];
  const restricted = (level === 'restricted' ? restrictedChecks : []).flatMap((check) => versionAt(check, minor) ?? []);
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides));
  const baseline = baselineChecks
    .filter(({ id }) => !overridden.has(id))
    .flatMap((check) => versionAt(check, minor) ?? []);
  return [...baseline, ...restricted].map(({ check }) => check);
}

/** All that a level has against a pod. */
export const findingsOf = (level: LevelVersion, pod: CheckedPod): Finding[] =>
  checksOf(level).flatMap((check) => check(pod) ?? []);

/** `host namespaces (hostPID=true), privileged (…)` */
export const findingsText = (findings: readonly Finding[]): string =>
  findings.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
