import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';

export type Level = 'privileged' | 'baseline' | 'restricted';
export const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** A level as a minor version of Kubernetes has it. */
export interface LevelVersion {
  level: Level;
  /** Absent for the latest. */
  minor?: number;
}

/** What a namespace wants: to refuse, to note in the audit log, to warn of. */
export interface PodSecurityPolicy {
  enforce: LevelVersion;
  audit: LevelVersion;
  warn: LevelVersion;
}

export const PRIVILEGED: PodSecurityPolicy = {
  enforce: { level: 'privileged' },
  audit: { level: 'privileged' },
  warn: { level: 'privileged' },
};

const PREFIX = 'pod-security.kubernetes.io/';
const LABELS_PATH = FieldPath.of('metadata', 'labels');
const VERSION = /^v1\.(\d|[1-9]\d*)$/;

/** How strict a level is. */
export const strictness = (level: Level): number => LEVELS.indexOf(level);

/** `baseline:latest`, `restricted:v1.24`. */
export const levelText = ({ level, minor }: LevelVersion): string =>
  `${level}:${minor === undefined ? 'latest' : `v1.${minor}`}`;

export const isSame = (one: LevelVersion, other: LevelVersion): boolean =>
  one.level === other.level && one.minor === other.minor;

export const isPrivileged = ({ enforce, audit, warn }: PodSecurityPolicy): boolean =>
  [enforce, audit, warn].every(({ level }) => level === 'privileged');

/** What a text like `latest` or `v1.30` stands for; undefined for one that means nothing. */
export function versionOf(text: string): { minor?: number } | undefined {
  if (text === 'latest') return {};
  const minor = VERSION.exec(text)?.[1];
  return minor === undefined ? undefined : { minor: Number(minor) };
}

/** What the labels of a namespace say, and what counts where they say nothing; where they say what means nothing, what is safe: and that it means nothing. */
export function policyOf(
  labels: Readonly<Record<string, string>> = {},
  defaults: PodSecurityPolicy = PRIVILEGED,
): {
  policy: PodSecurityPolicy;
  errors: FieldError[];
} {
  const errors: FieldError[] = [];
  const invalid = (label: string, detail: string) =>
    errors.push(fieldErrors.invalid(LABELS_PATH.key(label), labels[label], detail));

  function read(mode: keyof PodSecurityPolicy, wrong: Level): LevelVersion {
    const [levelLabel, versionLabel] = [PREFIX + mode, `${PREFIX}${mode}-version`];
    const asked = labels[levelLabel];
    let { level } = defaults[mode];
    if (asked !== undefined) {
      level = LEVELS.includes(asked as Level) ? (asked as Level) : wrong;
      if (level !== asked) invalid(levelLabel, `must be one of ${LEVELS.join(', ')}`);
    }
    const given = labels[versionLabel];
    const { minor } = defaults[mode];
    if (given === undefined) return { level, ...(minor === undefined ? {} : { minor }) };
    const version = versionOf(given);
    if (!version) invalid(versionLabel, 'must be "latest" or "v1.x"');
    return { level, ...version };
  }

  const enforce = read('enforce', 'restricted');
  const audit = read('audit', 'privileged');
  const warn = read('warn', 'privileged');
  const isEnforced = enforce.level === labels[`${PREFIX}enforce`];
  // Who is refused is told so already when a workload is written.
  if (labels[`${PREFIX}warn`] === undefined && isEnforced && strictness(enforce.level) > strictness(warn.level)) {
    const inherited = labels[`${PREFIX}warn-version`] === undefined ? enforce : { ...warn, level: enforce.level };
    return { policy: { enforce, audit, warn: inherited }, errors };
  }
  return { policy: { enforce, audit, warn }, errors };
}
