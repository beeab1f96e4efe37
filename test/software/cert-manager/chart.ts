import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Helm } from '../helm/client';

/**
 * Packs the chart in the module's files as its makefile does (make/manifests.mk): the custom resources' definitions become a
 * template, and the version is the module's. Returns the archive.
 */
export async function packedChart(files: string, version: string, helm: Helm): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'kubets-cert-manager-'));
  const chart = join(work, 'cert-manager');
  cpSync(join(files, 'deploy/charts/cert-manager'), chart, { recursive: true });
  renameSync(join(chart, 'Chart.template.yaml'), join(chart, 'Chart.yaml'));
  const definitions = readdirSync(join(files, 'deploy/crds')).filter((name) => name.endsWith('.yaml'));
  const texts = definitions.map((name) => readFileSync(join(files, 'deploy/crds', name), 'utf8'));
  writeFileSync(
    join(chart, 'templates/crds.yaml'),
    `{{- if .Values.installCRDs }}\n${texts.join('\n---\n')}\n{{- end }}\n`,
  );
  await helm(`package ${chart} --version v${version} --app-version v${version} --destination ${work}`);
  rmSync(chart, { recursive: true });
  return join(work, `cert-manager-v${version}.tgz`);
}
