import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { E2E } from '../e2e/cluster/e2e-cluster';
import { programLayer } from '../images/build';
import { imageOf, type ImageConfig } from '../images/oci-image';
import { pushImage } from '../images/registry';
import type { PublishedModule } from '../upstream/go-module';
import { moduleFiles, staticProgram } from '../upstream/programs';

const DIR = join(__dirname, '../../dist/upstream');

/** A module with programs: the package of each by its name. */
export interface SoftwareModule extends PublishedModule {
  programs: Readonly<Record<string, string>>;
  /** What is left out of them, in Go's build tags. */
  tags?: string;
}

/** What people run against a cluster or in it, built from public Go modules. A folder, whose name is asked for by `--only`. */
export interface Software {
  name: string;
  modules: readonly SoftwareModule[];
  /** Builds what is of our own. @throws Error */
  build?(): string;
}

/** Path of a program, which is built where it is not there yet. */
export function programOf(module: SoftwareModule, name: string): Promise<string> {
  const pkg = module.programs[name];
  if (!pkg) throw new Error(`${module.path} has no program ${name}: ${Object.keys(module.programs).join(', ')}`);
  return staticProgram(DIR, module, name, [...(module.tags ? ['-tags', module.tags] : []), pkg]);
}

/** Where what stands beside the programs is: manifests, charts. */
export const filesOf = (module: PublishedModule): Promise<string> => moduleFiles(DIR, module);

/** An image as the manifests of the software name it, without the registry's host. */
export interface ProgramImage {
  repository: string;
  tag: string;
  /** The program, and where it is in the image. */
  program: string;
  path: string;
  config?: ImageConfig;
}

/** Publishes an image of a program and nothing else; it is what a container runs. */
export async function publishProgram({ repository, tag, program, path, config }: ProgramImage): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kubets-software-image-'));
  try {
    const image = imageOf([await programLayer(program, join(work, 'root'), path)], {
      Entrypoint: [`/${path}`],
      ...config,
    });
    await pushImage(`http://127.0.0.1:${E2E.registryPort}`, repository, [tag], image);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
