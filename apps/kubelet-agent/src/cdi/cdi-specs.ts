import type { Logger } from '@kubets/component';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFields } from '../system/error-fields';
import type { CdiSpec, ContainerEdits } from './cdi-spec';

const MOST_FILES = 1000;
const MOST_BYTES = 1024 * 1024;

/**
 * What a container gets with devices, in their order: of each file what all of its devices have, once, before the first.
 * Of directories the last counts most; files that are no specifications are left alone.
 * @throws Error for a device that no file describes, or that two of one directory do.
 */
export async function cdiEdits(
  names: readonly string[],
  directories: readonly string[],
  logger: Logger,
): Promise<ContainerEdits[]> {
  const specs = await Promise.all(directories.map((directory) => readSpecs(directory, logger)));
  const described = new Set<CdiSpec>();
  const missing: string[] = [];
  const found = names.flatMap((name) => {
    const one = find(name, specs);
    if (!one) missing.push(name);
    if (!one) return [];
    const isFirst = !described.has(one.spec);
    described.add(one.spec);
    return [...(isFirst ? [one.spec.containerEdits] : []), one.edits];
  });
  if (missing.length > 0) throw new Error(`unresolvable CDI devices ${missing.join(', ')}`);
  return found;
}

function find(name: string, specs: readonly CdiSpec[][]): { spec: CdiSpec; edits: ContainerEdits } | undefined {
  const [, kind, device] = /^([^=]+)=(.+)$/.exec(name) ?? [];
  for (const ofDirectory of specs.toReversed()) {
    const matching = ofDirectory
      .filter((spec) => spec.kind === kind)
      .flatMap((spec) =>
        spec.devices.filter((one) => one.name === device).map(({ containerEdits: edits }) => ({ spec, edits })),
      );
    if (matching.length > 1)
      throw new Error(
        `conflicting device ${JSON.stringify(name)} (specs ${matching.map(({ spec }) => JSON.stringify(spec.path)).join(', ')})`,
      );
    if (matching[0]) return matching[0];
  }
  return undefined;
}

async function readSpecs(directory: string, logger: Logger): Promise<CdiSpec[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => /\.(json|yaml|yml)$/.test(name)).sort();
  const found = await Promise.all(
    names.slice(0, MOST_FILES).map(async (name) => {
      const path = join(directory, name);
      try {
        if ((await stat(path)).size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
        const { parseCdiSpec } = await import('./cdi-spec');
        return parseCdiSpec(path, await readFile(path, 'utf8'));
      } catch (error) {
        logger.warn({ ...errorFields(error), path }, 'Not a specification of devices (CDI)');
        return undefined;
      }
    }),
  );
  return found.filter((spec) => spec !== undefined);
}
