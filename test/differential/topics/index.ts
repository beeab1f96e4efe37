import type { Case } from '../case';
import { ACCESS } from './access';
import { ADMISSION_FIELDS } from './admission-fields';
import { AGGREGATION_FIELDS } from './aggregation-fields';
import { APPLIES } from './applies';
import { BATCH_FIELDS } from './batch-fields';
import { CLUSTER_POLICY_FIELDS } from './cluster-policy-fields';
import { COLLECTION_DELETES } from './collection-deletes';
import { COLUMNS } from './columns';
import { CONTAINER_FIELDS } from './container-fields';
import { CUSTOM_DEFINITION_CHANGES } from './custom/definition-changes';
import { CUSTOM_DEFINITIONS } from './custom/definitions';
import { CUSTOM_OBJECTS } from './custom/objects';
import { CUSTOM_PATCHES } from './custom/patches';
import { CUSTOM_READS } from './custom/reads';
import { CUSTOM_SUBRESOURCES } from './custom/subresources';
import { CUSTOM_VALUES } from './custom/values';
import { CUSTOM_VERSIONS } from './custom/versions';
import { DEFAULTS } from './defaults';
import { DELETES } from './deletes';
import { DEVICE_FIELDS } from './device-fields';
import { DISCOVERY, OPEN_API } from './discovery';
import { DOUBLED_KEYS } from './doubled-keys';
import { DRIVER_FIELDS } from './driver-fields';
import { ERRORS } from './errors';
import { EVERY_KIND } from './every-kind';
import { FIELD_SELECTORS } from './field-selectors';
import { FLOW_FIELDS } from './flow-fields';
import { generated } from './generated';
import { INITIAL_EVENTS } from './initial-events';
import { LIMITS_IN_EFFECT } from './limits-in-effect';
import { LISTS } from './lists';
import { MUTATION_FIELDS } from './mutation-fields';
import { NEGOTIATION } from './negotiation';
import { NETWORK_FIELDS } from './network-fields';
import { CLUSTER_FIELDS, CONFIGURATION_FIELDS, ENDPOINT_FIELDS, REVIEW_FIELDS } from './other-fields';
import { PATCHES } from './patches';
import { POD_FIELDS } from './pod-fields';
import { POD_SECURITY } from './pod-security';
import { POLICIES_IN_EFFECT } from './policies-in-effect';
import { PROTOBUF_BODIES } from './protobuf-bodies';
import { SERVICE_FIELDS } from './service-fields';
import { STORAGE_FIELDS } from './storage-fields';
import { STRATEGIC_MERGES } from './strategic-merges';
import { SUBRESOURCES } from './subresources';
import { TABLES } from './tables';
import { CERTIFICATE_UPDATES } from './updates/certificates';
import { JOB_UPDATES } from './updates/jobs';
import { NETWORK_UPDATES } from './updates/network';
import { OTHER_UPDATES } from './updates/others';
import { POD_UPDATES } from './updates/pods';
import { POLICY_UPDATES } from './updates/policies';
import { STATUS_UPDATES } from './updates/statuses';
import { STORAGE_UPDATES } from './updates/storage';
import { WORKLOAD_UPDATES } from './updates/workloads';
import { VALUES } from './values';
import { WATCHES } from './watches';
import { WORKLOAD_FIELDS } from './workload-fields';
import { WRONG_TYPES } from './wrong-types';

/** Every case there is, in the order it is asked in. */
export const casesOf = (seed: number, count: number): Case[] => [
  ...DISCOVERY,
  ...OPEN_API,
  ...DEFAULTS,
  ...SERVICE_FIELDS,
  ...POD_FIELDS,
  ...CONTAINER_FIELDS,
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
  ...DEVICE_FIELDS,
  ...ENDPOINT_FIELDS,
  ...REVIEW_FIELDS,
  ...PATCHES,
  ...STRATEGIC_MERGES,
  ...APPLIES,
  ...DOUBLED_KEYS,
  ...LISTS,
  ...FIELD_SELECTORS,
  ...WATCHES,
  ...INITIAL_EVENTS,
  ...DELETES,
  ...COLLECTION_DELETES,
  ...SUBRESOURCES,
  ...WORKLOAD_UPDATES,
  ...JOB_UPDATES,
  ...STORAGE_UPDATES,
  ...POLICY_UPDATES,
  ...NETWORK_UPDATES,
  ...CERTIFICATE_UPDATES,
  ...POD_UPDATES,
  ...OTHER_UPDATES,
  ...STATUS_UPDATES,
  ...EVERY_KIND,
  ...ACCESS,
  ...CUSTOM_OBJECTS,
  ...CUSTOM_READS,
  ...CUSTOM_PATCHES,
  ...CUSTOM_SUBRESOURCES,
  ...CUSTOM_VERSIONS,
  ...CUSTOM_DEFINITION_CHANGES,
  ...CUSTOM_VALUES,
  ...POLICIES_IN_EFFECT,
  ...LIMITS_IN_EFFECT,
  ...POD_SECURITY,
  ...TABLES,
  ...COLUMNS,
  ...NEGOTIATION,
  ...PROTOBUF_BODIES,
  ...WRONG_TYPES,
  ...VALUES,
  ...ERRORS,
  ...generated(seed, count),
];
