import { collectWhenIdle, createLogger } from '@kubets/component';
import { layoutOf } from '../cluster/layout';
import { loadOptions } from '../cluster/options';
import { keepNodePorts } from '../network/node-ports';
import { keepPodRoutes } from '../network/pod-routes';
import { providePauseImage } from '../pause/provide-pause-image';
import { ensureClusterPki } from '../pki/cluster-pki';
import { processesOf } from '../processes/registry';
import { createProber } from '../supervisor/probe-health';
import { runSupervisor } from '../supervisor/supervisor';

/** The background process of a running cluster; `start` spawns it. */
export async function supervise({ stateDir }: { stateDir: string }): Promise<void> {
  const options = await loadOptions(stateDir);
  if (!options) throw new Error(`there is no cluster in ${stateDir}`);
  const layout = layoutOf(options);
  const pki = await ensureClusterPki(layout);
  const logger = createLogger({ service: 'supervisor' });
  const done = new AbortController();
  collectWhenIdle(done.signal);
  try {
    providePauseImage({ layout, logger, signal: done.signal });
    await keepPodRoutes({ layout, logger, signal: done.signal });
    await keepNodePorts({ layout, logger, signal: done.signal });
    await runSupervisor({ layout, specs: processesOf(layout, pki), probe: createProber(pki), logger });
  } finally {
    done.abort();
  }
}
