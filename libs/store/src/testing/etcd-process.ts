import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEtcdStore } from '../etcd-store';

export interface EtcdProcess {
  url: string;
  /** Of the process that runs now. */
  pid(): number;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A real etcd of its own, the one in PATH unless told otherwise, with these flags more, on free loopback ports, with its data in a temporary directory. */
export async function startEtcd(program = 'etcd', flags: readonly string[] = []): Promise<EtcdProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-etcd-'));
  const [client, peer] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  const args = ['--data-dir', directory, '--listen-client-urls', url, '--advertise-client-urls', url]
    .concat([
      '--listen-peer-urls',
      peerUrl,
      '--initial-advertise-peer-urls',
      peerUrl,
      '--initial-cluster',
      `default=${peerUrl}`,
    ])
    .concat(['--logger', 'zap', '--log-level', 'error', '--unsafe-no-fsync', ...flags]);
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn(program, args, { stdio: 'ignore' });
    const probe = createEtcdStore({ servers: [url], patienceMs: 20_000 });
    await probe.currentRevision().finally(() => probe.close());
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    url,
    pid: () => child.pid!,
    kill,
    restart: start,
    async stop() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A TCP port of 127.0.0.1 that nobody uses right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
