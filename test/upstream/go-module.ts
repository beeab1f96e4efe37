/** The parts of `go mod edit -json` that are read. */
export interface GoMod {
  Go: string;
  Require: { Path: string; Version: string }[];
  Replace: { Old: { Path: string }; New: { Path: string; Version?: string } }[] | null;
}

/**
 * Text of a go.mod that builds programs out of Kubernetes at `version` (1.37.2) as its own go.mod has them built: the same
 * dependencies, and for the modules that its repository holds in directories, which nobody else has, their published
 * versions (v0.37.2).
 */
export function moduleAround(kubernetes: GoMod, version: string): string {
  const published = `v0.${version.replace(/^1\./, '')}`;
  const local = (kubernetes.Replace ?? []).map(({ Old }) => Old.Path);
  const versionOf = ({ Path, Version }: { Path: string; Version: string }) =>
    local.includes(Path) ? published : Version;
  return [
    'module kubets.test/upstream',
    '',
    `go ${kubernetes.Go}`,
    '',
    'require (',
    `\tk8s.io/kubernetes v${version}`,
    ...kubernetes.Require.map((required) => `\t${required.Path} ${versionOf(required)}`),
    ')',
    '',
    'replace (',
    ...local.map((path) => `\t${path} => ${path} ${published}`),
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
