import type { Helm } from '../helm/client';
import { filesOf, programOf, publishProgram } from '../software';
import { certManagerModule } from './cert-manager';
import { packedChart } from './chart';

const TAG = `v${certManagerModule.version}`;

/** Publishes its images and installs it by its chart, which waits until its API works. */
export async function installCertManager(helm: Helm): Promise<void> {
  for (const name of Object.keys(certManagerModule.programs))
    await publishProgram({
      repository: `jetstack/cert-manager-${name}`,
      tag: TAG,
      program: await programOf(certManagerModule, name),
      path: `app/cmd/${name}/${name}`,
      config: { User: '1000' },
    });
  const chart = await packedChart(await filesOf(certManagerModule), certManagerModule.version, helm);
  const where = '-n cert-manager --create-namespace';
  await helm(`install cert-manager ${chart} ${where} --set installCRDs=true --wait --timeout 4m`);
}

export async function uninstallCertManager(helm: Helm): Promise<void> {
  await helm('uninstall cert-manager -n cert-manager --ignore-not-found --wait');
}
