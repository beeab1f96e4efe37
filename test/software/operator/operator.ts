import { join } from 'node:path';
import { buildProgram } from '../../clients/go/build-program.mjs';
import { installed } from '../../clients/install';
import { certManagerModule } from '../cert-manager/cert-manager';
import { helm4 } from '../helm/helm';
import type { Software } from '../software';

const CONTROLLER_RUNTIME = '0.25.2';

/** Path of the program in `go`. */
export const operatorProgram = (): string =>
  join(
    installed(`go/page-operator-${CONTROLLER_RUNTIME}`, (into) =>
      buildProgram(into, [join(__dirname, 'go')], { 'sigs.k8s.io/controller-runtime': CONTROLLER_RUNTIME }),
    ),
    'program',
  );

/** One of ours, as kubebuilder scaffolds them; its certificates are cert-manager's. */
export const operator: Software = { name: 'operator', modules: [helm4, certManagerModule], build: operatorProgram };
