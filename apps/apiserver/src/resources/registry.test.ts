import { atOnce } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { defaultObject } from '../pipeline/default-object';
import { resources } from './registry';

/** From the reference of columns: what `kubectl get` shows, those for `-o wide` after the bar. */
const COLUMNS: Record<string, string> = {
  pods: 'Name Ready Status Restarts Age | IP Node Nominated_Node Readiness_Gates',
  podtemplates: 'Name Containers Images Pod_Labels |',
  replicationcontrollers: 'Name Desired Current Ready Age | Containers Images Selector',
  replicasets: 'Name Desired Current Ready Age | Containers Images Selector',
  deployments: 'Name Ready Up-to-date Available Age | Containers Images Selector',
  controllerrevisions: 'Name Controller Revision Age |',
  daemonsets: 'Name Desired Current Ready Up-to-date Available Node_Selector Age | Containers Images Selector',
  statefulsets: 'Name Ready Age | Containers Images',
  services: 'Name Type Cluster-IP External-IP Port(s) Age | Selector',
  endpoints: 'Name Endpoints Age |',
  endpointslices: 'Name AddressType Ports Endpoints Age |',
  servicecidrs: 'Name CIDRs Age |',
  ipaddresses: 'Name ParentRef |',
  networkpolicies: 'Name Pod-Selector Age |',
  nodes: 'Name Status Roles Age Version | Internal-IP External-IP OS-Image Kernel-Version Container-Runtime',
  namespaces: 'Name Status Age |',
  events: 'Last_Seen Type Reason Object Message | Subobject Source First_Seen Count Name',
  secrets: 'Name Type Data Age |',
  configmaps: 'Name Data Age |',
  serviceaccounts: 'Name Age |',
  roles: 'Name Created_At |',
  clusterroles: 'Name Created_At |',
  rolebindings: 'Name Role Age | Users Groups ServiceAccounts',
  clusterrolebindings: 'Name Role Age | Users Groups ServiceAccounts',
  ingressclasses: 'Name Controller Parameters Age |',
  ingresses: 'Name Class Hosts Address Ports Age |',
  certificatesigningrequests: 'Name Age SignerName Requestor RequestedDuration Condition |',
  customresourcedefinitions: 'Name Scope Versions Created_At | Group Kind ShortNames Established',
  leases: 'Name Holder Age |',
  priorityclasses: 'Name Value Global-Default Age PreemptionPolicy |',
  persistentvolumes:
    'Name Capacity Access_Modes Reclaim_Policy Status Claim StorageClass VolumeAttributesClass Reason Age | VolumeMode',
  persistentvolumeclaims:
    'Name Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age | VolumeMode',
  storageclasses: 'Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age |',
  clustertrustbundles: 'Name SignerName |',
  podcertificaterequests: 'Name PodName ServiceAccountName NodeName SignerName State UnverifiedUserAnnotations |',
  csidrivers: 'Name AttachRequired PodInfoOnMount StorageCapacity TokenRequests RequiresRepublish Modes Age |',
  csinodes: 'Name Drivers Age |',
  csistoragecapacities: 'Name Created_At |',
  volumeattachments: 'Name Attacher PV Node Attached Age |',
  deviceclasses: 'Name Age |',
  devicetaintrules: 'Name Key Value Effect TimeAdded Age |',
  resourceclaims: 'Name State Age |',
  resourceclaimtemplates: 'Name Age |',
  resourceslices: 'Name Node Driver Pool Age |',
  volumeattributesclasses: 'Name DriverName Age |',
  horizontalpodautoscalers: 'Name Reference Targets MinPods MaxPods Replicas Age |',
  storageversionmigrations: 'Name Resource Status |',
  apiservices: 'Name Service Available Age |',
  poddisruptionbudgets: 'Name Min_Available Max_Unavailable Allowed_Disruptions Age |',
  limitranges: 'Name Created_At |',
  resourcequotas: 'Name Request Limit Age |',
  runtimeclasses: 'Name Handler Age |',
  mutatingwebhookconfigurations: 'Name Webhooks Age |',
  validatingwebhookconfigurations: 'Name Webhooks Age |',
  flowschemas: 'Name PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL |',
  prioritylevelconfigurations: 'Name Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age |',
  mutatingadmissionpolicies: 'Name Mutations ParamKind Age |',
  mutatingadmissionpolicybindings: 'Name PolicyName ParamRef Age |',
  validatingadmissionpolicies: 'Name Validations ParamKind Age |',
  validatingadmissionpolicybindings: 'Name PolicyName ParamRef Age |',
  jobs: 'Name Status Completions Duration Age | Containers Images Selector',
  cronjobs: 'Name Schedule Timezone Suspend Active Last_Schedule Age | Containers Images Selector',
};

test('every resource has the columns that kubectl users know', () => {
  const shown = Object.fromEntries(
    resources.map(({ plural, columns }) => {
      const titles = (priority: number): string[] =>
        columns.filter((c) => c.priority === priority).map((c) => c.name.replaceAll(' ', '_'));
      return [plural, [...titles(0), '|', ...titles(1)].join(' ')];
    }),
  );
  expect(shown).toEqual(COLUMNS);
});

describe.each(resources.map((resource) => [resource.plural, resource] as const))('%s', (_, resource) => {
  test('names a message for each version', () => {
    for (const { message } of resource.versions) expect(schema.message(message)).toBeDefined();
  });

  test('has columns that survive an empty object', () => {
    for (const column of resource.columns) expect(column.value({}, { now: new Date(0) })).toBeDefined();
  });

  test('has field selectors that survive an empty object', () => {
    for (const field of Object.values(resource.fieldSelectors ?? {})) expect(typeof field({})).toBe('string');
  });

  test('has defaults that survive an empty object, and change nothing when set again', () => {
    for (const version of resource.versions) {
      const object = {};
      atOnce(defaultObject(object, version));
      const once = structuredClone(object);
      atOnce(defaultObject(object, version));
      expect(object).toEqual(once);
    }
  });
});
