import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const run = promisify(execFile);

export interface Blob {
  mediaType: string;
  digest: string;
  bytes: Buffer;
}

export interface Layer extends Blob {
  /** Digest of the layer before compression, as the image's config lists it. */
  diffId: string;
}

/** How a container of the image is started, in the words of the OCI image configuration. */
export interface ImageConfig {
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  ExposedPorts?: Record<string, object>;
  StopSignal?: string;
  User?: string;
}

export interface Image {
  manifest: Blob;
  blobs: Blob[];
}

/** Packs a directory as one layer; the same content gives the same digest. */
export async function layerOf(dir: string): Promise<Layer> {
  const args = [
    '--sort=name',
    '--mtime=@0',
    '--numeric-owner',
    '--owner=0',
    '--group=0',
    '--format=gnu',
    '-C',
    dir,
    '-cf',
    '-',
    '.',
  ];
  const { stdout } = await run('tar', args, { encoding: 'buffer', maxBuffer: 1024 * 1024 * 1024 });
  const bytes = gzipSync(stdout, { level: 1 });
  return {
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    bytes,
    digest: digestOf(bytes),
    diffId: digestOf(stdout),
  };
}

/** Puts layers and a configuration together (OCI image specification 1.0). */
export function imageOf(layers: Layer[], config: ImageConfig): Image {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const configBlob = jsonBlob('application/vnd.oci.image.config.v1+json', {
    architecture,
    os: 'linux',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ...config },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  });
  const manifest = jsonBlob('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptorOf(configBlob),
    layers: layers.map(descriptorOf),
  });
  return { manifest, blobs: [...layers, configBlob] };
}

function jsonBlob(mediaType: string, value: unknown): Blob {
  const bytes = Buffer.from(JSON.stringify(value));
  return { mediaType, bytes, digest: digestOf(bytes) };
}

const descriptorOf = (blob: Blob) => ({ mediaType: blob.mediaType, digest: blob.digest, size: blob.bytes.length });

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
