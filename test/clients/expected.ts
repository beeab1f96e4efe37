import { KUBERNETES } from '../upstream/programs';

const refused = (code: number, reason: string, ...causes: [field: string, reason: string][]) => ({
  code,
  reason,
  ...(causes.length > 0 ? { causes } : {}),
});

/** What a library says of a step that it has no means for. */
export const CANNOT = 'the package cannot';

/** What each step of a program comes to, whatever the language. */
export const EXPECTED = {
  version: expect.stringMatching(`^v${KUBERNETES.replaceAll('.', '\\.')}`) as unknown,
  create: ['a', { k: '1' }],
  'create again': refused(409, 'AlreadyExists'),
  'get absent': refused(404, 'NotFound'),
  update: { k: '2' },
  'update stale': refused(409, 'Conflict'),
  'json patch': { k: '2', json: '3' },
  'merge patch': { k: '2', merge: '4' },
  'strategic merge patch': ['side', 'main'],
  scale: 5,
  apply: ['1', refused(409, 'Conflict', ['.data.k', 'FieldManagerConflict']), '2'],
  invalid: refused(
    422,
    'Invalid',
    ['metadata.name', 'FieldValueInvalid'],
    ['spec.ports[0].port', 'FieldValueInvalid'],
    ['spec.ports[0].targetPort', 'FieldValueInvalid'],
  ),
  'dry run': refused(404, 'NotFound'),
  pages: [2, 2, 1],
  'field selector': ['page-3'],
  watch: [
    ['ADDED', 'live'],
    ['MODIFIED', 'live'],
    ['DELETED', 'live'],
  ],
  'watch ends': ['page-0', 'page-1', 'page-2', 'page-3', 'page-4'],
  informer: ['add', 'update', 'delete'],
  'delete collection': 0,
  'delete with another uid': refused(409, 'Conflict'),
  delete: refused(404, 'NotFound'),
  lease: ['me', true],
  'leader election': true,
  discovery: [
    ['deployments', true],
    ['replicasets', true],
  ],
  dynamic: 1,
  'access review': false,
  event: ['Seen', true],
  'from a manifest': { p: 'cQ==' },
} as const;

/** The same of the program of a controller. */
export const EXPECTED_OF_CONTROLLERS = {
  'manager is elected': true,
  reconcile: ['1', '2'],
  'reconcile what is owned': '2',
  'cached list by an index': 1,
  'server-side apply': { k: '1' },
  'event of a controller': ['ConfigMap', 'from', 'Normal'],
} as const;

/** The same of connections to the pod of `test/e2e/client-streams.test.ts`. */
export const EXPECTED_OF_STREAMS = {
  exec: { out: 'out\n', err: 'err\n', code: 3 },
  'exec with input': 'got hello\n',
  'exec in a terminal': true,
  'exec with much output': 1_988_895,
  attach: true,
  'port-forward': true,
  logs: 'said\n',
  'logs that follow': true,
} as const;

export type Step = keyof typeof EXPECTED;
export type ControllerStep = keyof typeof EXPECTED_OF_CONTROLLERS;
export type StreamStep = keyof typeof EXPECTED_OF_STREAMS;

export const CONTROLLER_STEPS = Object.keys(EXPECTED_OF_CONTROLLERS) as ControllerStep[];
export const STREAM_STEPS = Object.keys(EXPECTED_OF_STREAMS) as StreamStep[];

export const stepsBut = (...left: Step[]): Step[] =>
  (Object.keys(EXPECTED) as Step[]).filter((step) => !left.includes(step));
