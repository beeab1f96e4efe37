/** The parts of `go mod edit -json` that are read. */
export interface GoMod {
  Go: string;
  Require: { Path: string; Version: string }[];
  Replace: { Old: { Path: string; Version?: string }; New: { Path: string; Version?: string } }[] | null;
}

/** A module that Go's proxy has. */
export interface PublishedModule {
  path: string;
  /** Without the `v`. */
  version: string;
  /** The version in which the modules that its repository holds in directories are published. */
  inDirectories?: string;
}

/**
 * Text of a go.mod that builds programs out of a module as its own go.mod has them built: the same dependencies, and for the
 * modules that its repository holds in directories, which nobody else has, their published versions.
 */
export function moduleAround(goMod: GoMod, { path, version, inDirectories }: PublishedModule): string {
  const replaced = goMod.Replace ?? [];
  const inDirectory = replaced.filter(({ New }) => !New.Version).map(({ Old }) => Old.Path);
  if (inDirectory.length > 0 && !inDirectories)
    throw new Error(
      `${path} v${version} has ${inDirectory.join(', ')} in directories: their published version is wanted`,
    );
  const published = `v${inDirectories}`;
  const versionOf = ({ Path, Version }: { Path: string; Version: string }) =>
    inDirectory.includes(Path) ? published : Version;
  const named = ({ Path, Version }: { Path: string; Version?: string }) => (Version ? `${Path} ${Version}` : Path);
  return [
    'module kubets.test/upstream',
    '',
    `go ${goMod.Go}`,
    '',
    'require (',
    `\t${path} v${version}`,
    ...goMod.Require.map((required) => `\t${required.Path} ${versionOf(required)}`),
    ')',
    '',
    'replace (',
    ...replaced.map(
      ({ Old, New }) => `\t${named(Old)} => ${New.Version ? named(New) : named({ ...Old, Version: published })}`,
    ),
    ')',
    '',
  ].join('\n');
}

/** A module of nothing but etcd's server; its versions are filled in by `go get`. */
export const ETCD_MODULE = 'module kubets.test/etcd\n\ngo 1.26.0\n';

export const ETCD_MAIN = `package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
`;
