import { createHash } from 'node:crypto';
import { OWN_POD_INFRA_IMAGE } from '../setup/pod-infra-image.mjs';
import { executableOf } from './executable';
import { PROGRAMS } from './program';
import { tarOf, type TarFile } from './tar';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

const MEDIA_TYPE = 'application/vnd.oci.image';

/**
 * The image of pods' sandboxes as an archive with an OCI image layout (image specification 1.0), called as `pod-infra-image.mjs` says.
 * @throws Error where there is no program for the processor, which is Node.js' name of it
 */
export function pauseImage(processor: string = process.arch): Buffer {
  const program = PROGRAMS[processor];
  if (!program)
    throw new Error(`there is no program of sandboxes for ${processor}: --pod-infra-container-image is needed`);
  const files: TarFile[] = [];
  const add = (mediaType: string, bytes: Buffer): Descriptor => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    files.push({ name: `blobs/sha256/${digest}`, bytes });
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
  };
  const platform = { architecture: processor === 'x64' ? 'amd64' : processor, os: 'linux' };
  const layer = add(
    `${MEDIA_TYPE}.layer.v1.tar`,
    tarOf([{ name: 'pause', bytes: executableOf(program), mode: 0o755 }]),
  );
  const config = add(
    `${MEDIA_TYPE}.config.v1+json`,
    json({
      ...platform,
      config: { Entrypoint: ['/pause'], User: '65535:65535' },
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
    }),
  );
  const mediaType = `${MEDIA_TYPE}.manifest.v1+json`;
  const manifest = add(mediaType, json({ schemaVersion: 2, mediaType, config, layers: [layer] }));
  const annotations = { 'io.containerd.image.name': OWN_POD_INFRA_IMAGE };
  return tarOf([
    { name: 'oci-layout', bytes: json({ imageLayoutVersion: '1.0.0' }) },
    { name: 'index.json', bytes: json({ schemaVersion: 2, manifests: [{ ...manifest, platform, annotations }] }) },
    ...files,
  ]);
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
