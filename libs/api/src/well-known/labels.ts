/** Those that several services know. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const LABELS = {
  arch: 'kubernetes.io/arch',
  betaArch: 'beta.kubernetes.io/arch',
  betaOs: 'beta.kubernetes.io/os',
  headlessService: 'service.kubernetes.io/headless',
  hostname: 'kubernetes.io/hostname',
  os: 'kubernetes.io/os',
  region: 'topology.kubernetes.io/region',
  serviceName: 'kubernetes.io/service-name',
  skipMirror: 'endpointslice.kubernetes.io/skip-mirror',
  zone: 'topology.kubernetes.io/zone',
} as const;
