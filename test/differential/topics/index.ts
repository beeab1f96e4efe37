import type { Case } from '../case';
import { ACCESS } from './access';
import { ADMISSION_FIELDS } from './admission-fields';
import { ADMISSION_IN_EFFECT } from './admission-in-effect';
import { AGGREGATION_FIELDS } from './aggregation-fields';
import { APPLIES } from './applies';
import { BATCH_FIELDS } from './batch-fields';
import { CLUSTER_POLICY_FIELDS } from './cluster-policy-fields';
import { CUSTOM_DEFINITIONS } from './custom-definitions';
import { CUSTOM_RESOURCES } from './custom-resources';
import { CUSTOM_VALUES } from './custom-values';
import { DEFAULTS } from './defaults';
import { DELETES } from './deletes';
import { DISCOVERY, OPEN_API } from './discovery';
import { DRIVER_FIELDS } from './driver-fields';
import { ERRORS } from './errors';
import { EVERY_KIND } from './every-kind';
import { FLOW_FIELDS } from './flow-fields';
import { generated } from './generated';
import { LISTS } from './lists';
import { MUTATION_FIELDS } from './mutation-fields';
import { NEGOTIATION } from './negotiation';
import { NETWORK_FIELDS } from './network-fields';
import { CLUSTER_FIELDS, CONFIGURATION_FIELDS, ENDPOINT_FIELDS, REVIEW_FIELDS } from './other-fields';
import { PATCHES } from './patches';
import { POD_FIELDS } from './pod-fields';
import { SERVICE_FIELDS } from './service-fields';
import { STORAGE_FIELDS } from './storage-fields';
import { SUBRESOURCES } from './subresources';
import { TABLES } from './tables';
import { UPDATES } from './updates';
import { WATCHES } from './watches';
import { WORKLOAD_FIELDS } from './workload-fields';

/** Every case there is, in the order it is asked in. */
export const casesOf = (seed: number, count: number): Case[] => [
  ...DISCOVERY,
  ...OPEN_API,
  ...DEFAULTS,
  ...SERVICE_FIELDS,
  ...POD_FIELDS,
  ...WORKLOAD_FIELDS,
  ...BATCH_FIELDS,
  ...STORAGE_FIELDS,
  ...NETWORK_FIELDS,
  ...CLUSTER_POLICY_FIELDS,
  ...ADMISSION_FIELDS,
  ...MUTATION_FIELDS,
  ...FLOW_FIELDS,
  ...AGGREGATION_FIELDS,
  ...CUSTOM_DEFINITIONS,
  ...CONFIGURATION_FIELDS,
  ...CLUSTER_FIELDS,
  ...DRIVER_FIELDS,
  ...ENDPOINT_FIELDS,
  ...REVIEW_FIELDS,
  ...PATCHES,
  ...APPLIES,
  ...LISTS,
  ...WATCHES,
  ...DELETES,
  ...SUBRESOURCES,
  ...UPDATES,
  ...EVERY_KIND,
  ...ACCESS,
  ...CUSTOM_RESOURCES,
  ...CUSTOM_VALUES,
  ...ADMISSION_IN_EFFECT,
  ...TABLES,
  ...NEGOTIATION,
  ...ERRORS,
  ...generated(seed, count),
];
