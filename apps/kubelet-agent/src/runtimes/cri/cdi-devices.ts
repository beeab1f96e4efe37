import type { Logger } from '@kubets/component';
import { RuntimeServiceService as runtime } from '@kubets/proto-gen/runtime/v1';
import { withEdits } from '../../cdi/apply-edits';
import { cdiEdits } from '../../cdi/cdi-specs';
import type { ContainerSpec } from '../runtime';
import type { CriConnection } from './cri-connection';

const DEFAULT_DIRECTORIES = ['/etc/cdi', '/var/run/cdi'];
const TIMEOUT_MS = 10_000;

/**
 * The container as the runtime has to be told of it: with the names of its devices where the runtime knows CDI, and with what the
 * specifications of those say where it does not (containerd before 1.7, and until 2.0 unless it is told to).
 * @throws Error for devices that cannot be had this way.
 */
export async function resolveCdiDevices(
  spec: ContainerSpec,
  cri: CriConnection,
  logger: Logger,
): Promise<ContainerSpec> {
  if (!spec.cdiDevices?.length) return spec;
  const { info } = await cri.call(runtime.status, { verbose: true }, { timeoutMs: TIMEOUT_MS });
  const directories = directoriesToRead(info?.['config']);
  if (!directories) return spec;
  const edits = await cdiEdits(spec.cdiDevices, directories, logger);
  return { ...withEdits(spec, edits), cdiDevices: [] };
}

/** By what containerd says of its configuration: where specifications lie, or undefined where it reads them itself. */
export function directoriesToRead(config: string | undefined): string[] | undefined {
  let value: { enableCDI?: unknown; cdiSpecDirs?: unknown };
  try {
    value = JSON.parse(config ?? '') as typeof value;
  } catch {
    // Some other runtime: what it does not know it has to refuse.
    return undefined;
  }
  const { enableCDI, cdiSpecDirs } = value;
  if (!Array.isArray(cdiSpecDirs)) return DEFAULT_DIRECTORIES;
  return enableCDI === false ? cdiSpecDirs.filter((one): one is string => typeof one === 'string') : undefined;
}
