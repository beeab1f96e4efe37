import type { ClusterLayout } from '../cluster/layout';
import { ensureClusterPki } from '../pki/cluster-pki';
import { processesOf } from '../processes/registry';
import { runningProcesses } from './process-directory';
import { planTakeOver } from './take-over';

/** The names of a running cluster's processes that would be started otherwise now: another bundle, program or certificate. */
export async function outdatedProcesses(layout: ClusterLayout): Promise<string[]> {
  const specs = processesOf(layout, await ensureClusterPki(layout));
  const { ended } = planTakeOver(runningProcesses(layout), specs);
  return ended.filter(({ record }) => record !== undefined).map(({ name }) => name);
}
