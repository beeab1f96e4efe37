import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Image } from './oci-image';

export interface Registry {
  url: string;
  stop(): Promise<void>;
}

/** Starts Debian's `docker-registry` on `address`:`port` with its data, anew, below `dir`. */
export async function startRegistry({
  dir,
  address,
  port,
}: {
  dir: string;
  address: string;
  port: number;
}): Promise<Registry> {
  const pidFile = `${dir}.pid`;
  await stopEarlier(pidFile, dir);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const config = join(dir, 'config.yml');
  const settings = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(dir, 'data') }, cache: { blobdescriptor: 'inmemory' } },
    http: { addr: `${address}:${port}`, secret: 'only-for-tests' },
  };
  await writeFile(config, JSON.stringify(settings));
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  await writeFile(pidFile, String(child.pid));
  const url = `http://${address}:${port}`;
  await answers(url, child);
  return { url, stop: () => stop(child) };
}

/** Ends the one that an interrupted run has left. */
async function stopEarlier(pidFile: string, dir: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => '0')); // there was none
  const isOurs = async () => (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(dir);
  if (!pid || !(await isOurs())) return;
  process.kill(pid, 'SIGTERM');
  while (await isOurs()) await sleep(50);
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(`${url}/v2/`).catch(() => undefined); // not listening yet
    await sleep(50);
    // Where the port is somebody else's, it is they who have answered.
    if (child.exitCode !== null)
      throw new Error(`docker-registry ended with code ${child.exitCode}: is ${url} in use?`);
    if (answered) return;
  }
  await stop(child);
  throw new Error(`docker-registry does not answer on ${url}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Uploads an image under every tag (OCI distribution specification 1.1). */
export async function pushImage(registryUrl: string, repository: string, tags: string[], image: Image): Promise<void> {
  const base = `${registryUrl}/v2/${repository}`;
  for (const blob of image.blobs) {
    const known = await fetch(`${base}/blobs/${blob.digest}`, { method: 'HEAD' });
    if (known.ok) continue;
    const upload = await expectOk(fetch(`${base}/blobs/uploads/`, { method: 'POST' }));
    const target = new URL(upload.headers.get('location') as string, registryUrl);
    target.searchParams.set('digest', blob.digest);
    await expectOk(
      fetch(target, {
        method: 'PUT',
        body: new Uint8Array(blob.bytes),
        headers: { 'content-type': 'application/octet-stream' },
      }),
    );
  }
  for (const tag of tags) {
    const headers = { 'content-type': image.manifest.mediaType };
    await expectOk(
      fetch(`${base}/manifests/${tag}`, { method: 'PUT', body: new Uint8Array(image.manifest.bytes), headers }),
    );
  }
}

async function expectOk(pending: Promise<Response>): Promise<Response> {
  const response = await pending;
  if (!response.ok)
    throw new Error(`registry answered ${response.status} to ${response.url}: ${await response.text()}`);
  return response;
}
