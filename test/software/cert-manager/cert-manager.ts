import { helm4 } from '../helm/helm';
import type { Software, SoftwareModule } from '../software';

const COMMANDS = 'github.com/cert-manager/cert-manager/cmd';

/** The last version whose programs are in the module itself; since then they are in others that Go's proxy does not have. */
export const certManagerModule: SoftwareModule = {
  path: 'github.com/cert-manager/cert-manager',
  version: '1.11.5',
  programs: {
    controller: `${COMMANDS}/controller`,
    webhook: `${COMMANDS}/webhook`,
    cainjector: `${COMMANDS}/cainjector`,
    ctl: `${COMMANDS}/ctl`,
  },
};

/** Custom resources that webhooks check, controllers, and one that tells the API server whom to trust. */
export const certManager: Software = { name: 'cert-manager', modules: [helm4, certManagerModule] };
