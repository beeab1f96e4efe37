import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryCommand, type CommandOptions, type CommandResult } from '../../e2e/cluster/command';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import { programOf, type SoftwareModule } from '../software';

const TIMEOUT_MS = 240_000;

/** A helm of one version, speaking to the tests' cluster; lines are split at spaces. */
export interface Helm {
  (line: string, options?: CommandOptions): Promise<string>;
  try(line: string, options?: CommandOptions): Promise<CommandResult>;
  /** What a command with `-o json` says. */
  json<T = any>(line: string): Promise<T>;
}

export async function helmOf(module: SoftwareModule): Promise<Helm> {
  const program = await programOf(module, 'helm');
  // Not the user's own repositories and plugins.
  const home = mkdtempSync(join(tmpdir(), 'kubets-helm-'));
  const env = { KUBECONFIG: E2E.kubeconfig, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
  const attempt = (line: string, options: CommandOptions = {}) =>
    tryCommand(program, line.split(' '), { timeoutMs: TIMEOUT_MS, ...options, env: { ...env, ...options.env } });
  const helm = async (line: string, options?: CommandOptions): Promise<string> => {
    const { code, stdout, stderr } = await attempt(line, options);
    if (code !== 0) throw new Error(`helm ${line}: exit code ${code}\n${stdout}${stderr}`);
    return stdout;
  };
  return Object.assign(helm, {
    try: attempt,
    json: async (line: string) => JSON.parse(await helm(`${line} -o json`)),
  });
}
