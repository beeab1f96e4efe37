import { newNotAcceptable, rfc3339 } from '@kubets/apimachinery';
import { parseAccept } from './accept';
import { version } from './version';

export type PageName = 'statusz' | 'flagz';

export interface StatusPage {
  code: number;
  contentType: string;
  body: string;
  /** What is to be known of the version that was asked for. */
  warning?: string;
}

/** What a component is, how it was started and since when it runs, for people who look after it. */
export interface StatusPages {
  /**
   * /statusz or /flagz as text, or in a version of config.k8s.io that Accept names
   * (`application/json;v=v1beta1;g=config.k8s.io;as=Statusz`); 406 for what it cannot be had as.
   * @param paths other paths that the component answers, whose first parts /statusz tells of
   */
  answer(page: PageName, accept: string | undefined, paths: readonly string[]): Promise<StatusPage>;
}

export interface StatusPagesOptions {
  /** As it calls itself: `kube-proxy`. */
  component: string;
  /** The values of its flags as they are written, by name. */
  flags: Readonly<Record<string, string>>;
  /** Of its process, unless given. */
  startedAt?: Date;
  now(): Date;
}

const KINDS = { statusz: 'Statusz', flagz: 'Flagz' } as const;
const GROUP = 'config.k8s.io';
const VERSIONS = ['v1alpha1', 'v1beta1'];
const DEPRECATED = 'v1alpha1';
const [JSON_TYPE, YAML_TYPE, TEXT_TYPE] = ['application/json', 'application/yaml', 'text/plain'] as const;
const TYPES = [JSON_TYPE, YAML_TYPE, TEXT_TYPE];
const TEXT_HEADER = `${TEXT_TYPE}; charset=utf-8`;
const NOT_FOR_MACHINES =
  'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.';
/** What is there for clients and not for people. */
const NOT_TOLD = new Set(['/apis', '/api', '/openid', '/openapi', '/.well-known']);

/** @see https://kubernetes.io/docs/reference/instrumentation/zpages/ */
export function createStatusPages({
  component,
  flags,
  now,
  startedAt = new Date(now().getTime() - process.uptime() * 1000),
}: StatusPagesOptions): StatusPages {
  const factsOf = (page: PageName, paths: readonly string[]): Record<string, unknown> =>
    page === 'flagz'
      ? { flags: sorted(flags) }
      : {
          startTime: rfc3339(startedAt),
          uptimeSeconds: uptimeSeconds(),
          goVersion: version.goVersion,
          binaryVersion: BINARY,
          emulationVersion: EMULATED,
          paths: folders(paths),
        };
  const uptimeSeconds = () => Math.max(0, Math.floor((now().getTime() - startedAt.getTime()) / 1000));

  const textOf = (page: PageName, paths: readonly string[]): string => {
    const head = `\n${component} ${page}\n${NOT_FOR_MACHINES}\n`;
    if (page === 'flagz')
      return (
        head +
        Object.entries(sorted(flags))
          .map(([name, value]) => `${name}=${value}\n`)
          .join('')
      );
    const lines = [
      `Started: ${unixDate(startedAt)}`,
      `Up: ${uptimeText(uptimeSeconds())}`,
      `Node.js version: ${process.version}`,
      `Binary version: ${version.gitVersion}`,
      `Emulation version: ${EMULATED}`,
      `Paths: ${folders(paths).join(' ')}`,
    ];
    return `${head}\n${lines.join('\n')}\n`;
  };

  return {
    async answer(page, accept, paths) {
      const form = formOf(KINDS[page], accept);
      if (form === undefined) return notAcceptable();
      if (form === TEXT_TYPE) return { code: 200, contentType: TEXT_HEADER, body: textOf(page, paths) };
      const object = {
        kind: KINDS[page],
        apiVersion: `${GROUP}/${form.version}`,
        metadata: { name: component },
        ...factsOf(page, paths),
      };
      const body =
        form.type === JSON_TYPE ? `${JSON.stringify(object)}\n` : (await import('./yaml-text')).yamlText(object);
      const warning = `This version of the ${page} endpoint is deprecated. Please use a newer version.`;
      const contentType = `${form.type};g=${GROUP};v=${form.version};as=${KINDS[page]}`;
      return { code: 200, contentType, body, ...(form.version === DEPRECATED ? { warning } : {}) };
    },
  };
}

const BINARY = version.gitVersion.slice(1).split('+', 1)[0];
const EMULATED = `${version.emulationMajor}.${version.emulationMinor}`;

type Form = typeof TEXT_TYPE | { type: typeof JSON_TYPE | typeof YAML_TYPE; version: string };

/** Text where nobody asks for anything else; undefined for what cannot be had. */
function formOf(kind: string, accept: string | undefined): Form | undefined {
  if (!accept?.trim()) return TEXT_TYPE;
  for (const { type: range, parameters } of parseAccept(accept)) {
    const { as, g, v = '' } = parameters;
    const isConverted = as !== undefined || g !== undefined || v !== '';
    for (const type of TYPES) {
      if (![type, `${type.split('/')[0]}/*`, '*/*'].includes(range)) continue;
      if (type === TEXT_TYPE) {
        if (!isConverted) return TEXT_TYPE;
      } else if (as === kind && g === GROUP && VERSIONS.includes(v)) return { type, version: v };
    }
  }
  return undefined;
}

function notAcceptable(): StatusPage {
  const { status } = newNotAcceptable([...TYPES]);
  return { code: 406, contentType: JSON_TYPE, body: `${JSON.stringify(status)}\n` };
}

const sorted = (flags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(flags).sort(([a], [b]) => (a < b ? -1 : 1)));

function folders(paths: readonly string[]): string[] {
  const found = new Set(paths.map((path) => `/${path.split('/')[1] ?? ''}`));
  return [...found].filter((folder) => folder !== '/' && !NOT_TOLD.has(folder)).sort();
}

/** `Mon Nov 30 18:17:20 UTC 2026` */
function unixDate(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} UTC ${year}`;
}

function uptimeText(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${Math.floor(seconds / 3600)} hr ${two(Math.floor(seconds / 60) % 60)} min ${two(seconds % 60)} sec`;
}
