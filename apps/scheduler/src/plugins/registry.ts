import type { Plugin } from '../framework/plugin';
import { dynamicResources } from './dynamic-resources/dynamic-resources';
import { imageLocality } from './image-locality/image-locality';
import { interPodAffinity } from './inter-pod-affinity/inter-pod-affinity';
import { nodeAffinity } from './node-affinity/node-affinity';
import { nodeName } from './node-name/node-name';
import { nodePorts } from './node-ports/node-ports';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation/node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit/node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable/node-unschedulable';
import { podTopologySpread } from './pod-topology-spread/pod-topology-spread';
import { nodeVolumeLimits } from './node-volume-limits/node-volume-limits';
import { volumeBinding } from './volume-binding/volume-binding';
import { volumeRestrictions } from './volume-restrictions/volume-restrictions';
import { volumeZone } from './volume-zone/volume-zone';
import { taintToleration } from './taint-toleration/taint-toleration';

/** All scheduling rules, in the order of their filters: the first that rejects a node is the reason that is told. */
export const plugins: readonly Plugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  nodeVolumeLimits,
  volumeBinding,
  volumeZone,
  dynamicResources,
  podTopologySpread,
  interPodAffinity,
  nodeResourcesBalancedAllocation,
  imageLocality,
];
