import type { Case } from '../case';
import { APPLIES } from './applies';
import { DEFAULTS } from './defaults';
import { DELETES } from './deletes';
import { DISCOVERY, OPEN_API } from './discovery';
import { ERRORS } from './errors';
import { generated } from './generated';
import { LISTS } from './lists';
import { NEGOTIATION } from './negotiation';
import { CLUSTER_FIELDS, CONFIGURATION_FIELDS, ENDPOINT_FIELDS, REVIEW_FIELDS } from './other-fields';
import { PATCHES } from './patches';
import { POD_FIELDS } from './pod-fields';
import { SERVICE_FIELDS } from './service-fields';
import { SUBRESOURCES } from './subresources';
import { TABLES } from './tables';
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
  ...CONFIGURATION_FIELDS,
  ...CLUSTER_FIELDS,
  ...ENDPOINT_FIELDS,
  ...REVIEW_FIELDS,
  ...PATCHES,
  ...APPLIES,
  ...LISTS,
  ...WATCHES,
  ...DELETES,
  ...SUBRESOURCES,
  ...TABLES,
  ...NEGOTIATION,
  ...ERRORS,
  ...generated(seed, count),
];
