// @ts-check

/** The image of sandboxes that a cluster makes itself and puts into its nodes: nothing is pulled for a pod but what it asks for. */
export const OWN_POD_INFRA_IMAGE = 'localhost/kubets/pause:1';

/** Processors, by Node.js' names, that it is made for. */
const PROCESSORS = ['x64', 'arm64'];

/** What sandboxes are made of unless somebody says. @param {string} processor */
export const podInfraImageOf = (processor) =>
  PROCESSORS.includes(processor) ? OWN_POD_INFRA_IMAGE : 'registry.k8s.io/pause:3.10';
