// Run when the package is built: writes what the API server makes for a new cluster, so that in no process the first one has to.
import { createClusterFiles } from '../cluster/cluster-files';
import { createComponentLogs } from '../cluster/component-logs';
import { startControlPlane } from '../cluster/control-plane';
import { firstObjectsIn } from '../objects/first-objects';
import { createTestClock } from '../time/test-clock';
import { createMemoryStore } from '@kubets/store';

async function write(): Promise<void> {
  const clock = createTestClock();
  const store = createMemoryStore({ clock });
  const files = createClusterFiles();
  const admin = files.issue('admin', { commonName: 'admin', organizations: ['system:masters'], usages: ['client'] });
  const { loggerOf } = createComponentLogs('error', (line) => void process.stderr.write(line));
  const ports = { restPort: 0, grpcPort: 0 };
  const plane = await startControlPlane({ store, files, admin, clock, loggerOf, ...ports, apiserverFlags: {} });
  process.stdout.write(JSON.stringify(await firstObjectsIn(store)));
  await plane.close();
  clock.end();
  files.remove();
}

void write();
