// The supervisor without a cluster: looks after the services named in a file.
import { readFileSync } from 'node:fs';
import { createLogger } from '@kubets/component';
import type { ClusterLayout } from '../../../apps/cli/src/cluster/layout';
import { stack } from '../../../apps/cli/src/commands/stack';
import type { ProcessSpec } from '../../../apps/cli/src/processes/process-spec';
import { runSupervisor } from '../../../apps/cli/src/supervisor/supervisor';

const [command, argument = ''] = process.argv.slice(2);
if (command === 'stack') {
  void stack(argument);
} else {
  const { layout, specs } = JSON.parse(readFileSync(argument, 'utf8')) as {
    layout: ClusterLayout;
    specs: ProcessSpec[];
  };
  void runSupervisor({
    layout,
    specs,
    probe: async () => ({ healthy: true, answered: true }),
    logger: createLogger({ service: 'supervisor' }),
  });
}
