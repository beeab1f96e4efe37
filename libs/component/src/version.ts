/** What /version, `--version` and kubectl's server version show. */
export const version = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+kubets',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-11-21T00:00:00Z',
  goVersion: '',
  compiler: `node ${process.version}`,
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
} as const;
