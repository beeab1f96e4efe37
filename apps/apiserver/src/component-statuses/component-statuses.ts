import type { KubeObject } from '@kubets/apimachinery';
import type { ComponentStatus } from '@kubets/proto-gen/core/v1';
import { nameColumn, textColumn } from '../columns/standard-columns';
import type { ResourceDefinition } from '../registry/resource';
import type { TableColumn } from '../registry/table-column';
import { checkComponent, type CheckedComponent } from './check-component';

/** Where Kubernetes looks for them: beside the apiserver. */
const COMPONENTS = { 'controller-manager': 10257, scheduler: 10259 };

/** What `kubectl get componentstatuses` shows: whether the parts of the control plane answer, found out when it is asked. */
export const componentStatuses = (isStoreThere: () => Promise<unknown>): ResourceDefinition => ({
  group: '',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  kind: 'ComponentStatus',
  shortNames: ['cs'],
  namespaced: false,
  readOnly: true,
  versions: [
    {
      version: 'v1',
      message: 'kubets.core.v1.ComponentStatus',
      deprecationWarning: 'v1 ComponentStatus is deprecated in v1.19+',
    },
  ],
  columns: columns as TableColumn[],
  async computed({ signal }) {
    const checks = Object.entries(COMPONENTS).map(async ([name, port]) =>
      statusOf(name, await checkComponent(port, signal)),
    );
    return Promise.all([...checks, storeChecked(isStoreThere).then((checked) => statusOf('etcd-0', checked))]);
  },
});

const storeChecked = (isStoreThere: () => Promise<unknown>): Promise<CheckedComponent> =>
  isStoreThere().then(
    () => ({ status: 'True', message: 'ok', error: '' }),
    (error: Error) => ({ status: 'False', message: '', error: error.message }),
  );

const statusOf = (name: string, { status, message, error }: CheckedComponent): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name },
    conditions: [{ type: 'Healthy', status, ...(message ? { message } : {}), ...(error ? { error } : {}) }],
  }) as KubeObject;

const healthOf = ({ conditions = [] }: ComponentStatus) => conditions.find(({ type }) => type === 'Healthy');

const columns = [
  nameColumn,
  textColumn<ComponentStatus>({
    name: 'Status',
    description: 'Whether the component says that it is healthy.',
    value: (object) => {
      const status = healthOf(object)?.status;
      if (status === undefined) return 'Unknown';
      return status === 'True' ? 'Healthy' : 'Unhealthy';
    },
  }),
  textColumn<ComponentStatus>({
    name: 'Message',
    description: 'What the component answered.',
    value: (object) => healthOf(object)?.message ?? '',
  }),
  textColumn<ComponentStatus>({
    name: 'Error',
    description: 'Why it could not be asked, or what is wrong.',
    value: (object) => healthOf(object)?.error ?? '',
  }),
];
