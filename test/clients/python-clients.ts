import { join } from 'node:path';
import { CANNOT, stepsBut, STREAM_STEPS, type Step } from './expected';
import { installed, runInstaller } from './install';
import type { StockClient } from './stock-client';

const SOURCES = join(__dirname, 'python');

/** The package `kubernetes` of PyPI. Until version 17 it sent `True` for a boolean, and its watches had no bookmarks. */
const kubernetes = (version: string, cannot: Step[], inShortForm: boolean): StockClient => ({
  language: 'python',
  name: 'kubernetes',
  version,
  inShortForm,
  steps: stepsBut('informer', 'dynamic'),
  streams: { over: 'WebSocket', steps: STREAM_STEPS },
  peculiar: Object.fromEntries(cannot.map((step) => [step, CANNOT])),
  prepare() {
    const requirements = join(SOURCES, `kubernetes-${version}.txt`);
    const packages = installed(`python/kubernetes-${version}`, (into) =>
      runInstaller('python3', ['-m', 'pip', 'install', '--quiet', '--target', into, '--requirement', requirements]),
    );
    const env = { PYTHONPATH: packages, PYTHONWARNINGS: 'ignore', PYTHONDONTWRITEBYTECODE: '1' };
    const run = (program: string) => ({ command: 'python3', args: [join(SOURCES, program)], env });
    return { api: run('program.py'), streams: run('streams.py') };
  },
});

export const pythonClients = [
  kubernetes('12.0.1', ['apply', 'leader election'], true),
  kubernetes('24.2.0', ['apply'], false),
  kubernetes('37.0.2', [], true),
];
