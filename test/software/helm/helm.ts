import type { Software, SoftwareModule } from '../software';

/** The client of version 3 compares three states itself; that of version 4 has the API server apply. */
export const helm3: SoftwareModule = {
  path: 'helm.sh/helm/v3',
  version: '3.22.0',
  programs: { helm: 'helm.sh/helm/v3/cmd/helm' },
};

export const helm4: SoftwareModule = {
  path: 'helm.sh/helm/v4',
  version: '4.3.2',
  programs: { helm: 'helm.sh/helm/v4/cmd/helm' },
};

export const helm: Software = { name: 'helm', modules: [helm3, helm4] };
