import { aim, is, podWith, post, type Aimed } from './aim';
import { among } from './references';

const NAMESPACE = '/api/v1/namespaces/kubets-fuzz-a';
const each = (count: number) => Array.from({ length: count }, (_, index) => index);
const names = (count: number, prefix: string) =>
  Object.fromEntries(each(count).map((index) => [`${prefix}${index}`, '1000']));

const limitRange = (limits: object[]) => (name: string) => [
  { path: `${NAMESPACE}/limitranges`, body: { metadata: { name }, spec: { limits } } },
];
const podOf = (containers: number) =>
  JSON.stringify({
    metadata: { name: 'NAME' },
    spec: {
      nodeSelector: { 'kubets-fuzz': 'nowhere' },
      containers: each(containers).map((index) => ({ name: `c${index}`, image: 'fuzz.invalid/none' })),
    },
  });

/**
 * What a namespace says of its pods is held against each of their containers, if admission has heard of it yet: as in
 * Kubernetes it follows a watch.
 */
export const LIMITS: readonly Aimed[] = [
  aim(
    'A9',
    'limits of 5,000 resources for a pod of 500 containers',
    among(limitRange([{ type: 'Container', max: names(5000, 'example.com/r') }]), post('pods', podOf(500))),
    is([413, 403, 201]), // a maximum is a default, too; 403 where admission hears of it between its two phases
  ),
  aim(
    'A8',
    'defaults of 2,000 resources for a pod of 1,000 containers',
    among(limitRange([{ type: 'Container', default: names(2000, 'example.com/r') }]), post('pods', podOf(1000))),
    is([413, 201]),
  ),
  aim(
    'A9',
    '20 quotas of 3,000 names',
    among(
      (name) =>
        each(20).map((index) => ({
          path: `${NAMESPACE}/resourcequotas`,
          body: { metadata: { name: `${name}-${index}` }, spec: { hard: names(3000, 'count/r') } },
        })),
      post('pods', podWith('')),
    ),
    is(201),
  ),
];
