import { decodeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { ResourceDefinition } from '../registry/resource';
import { pods } from '../resources/pods/pods';
import { OPTIONS, targetOf } from '../testing/things';
import { recordWrite } from './field-ownership';

/** What of features that are off comes in is dropped, and owned all the same by who sent it. */
test('fields that are dropped have an owner', async () => {
  const sent = {
    metadata: { name: 'a' },
    spec: {
      containers: [{ name: 'c', image: 'i', livenessProbe: { httpGet: { port: 80, protocol: 'HTTP2' } } }],
      volumes: [{ name: 'v', emptyDir: { mode: 511 } }],
      schedulingGroup: { podGroupName: 'g' },
    },
  };
  const { object } = decodeObject<Pod>(sent, schema.of('kubets.core.v1.Pod'), { unknownFields: 'strict' });
  const kept = structuredClone(object);
  const request = { ...targetOf(pods as unknown as ResourceDefinition), options: { ...OPTIONS, fieldManager: 'm' } };
  await recordWrite({ request, object, now: new Date(0) });
  expect(object.metadata?.managedFields?.[0]?.fieldsV1).toEqual({
    'f:spec': {
      'f:containers': {
        'k:{"name":"c"}': {
          '.': {},
          'f:image': {},
          'f:livenessProbe': { '.': {}, 'f:httpGet': { '.': {}, 'f:port': {}, 'f:protocol': {} } },
          'f:name': {},
        },
      },
      'f:schedulingGroup': { '.': {}, 'f:podGroupName': {} },
      'f:volumes': { '.': {}, 'k:{"name":"v"}': { '.': {}, 'f:emptyDir': { '.': {}, 'f:mode': {} }, 'f:name': {} } },
    },
  });
  delete object.metadata!.managedFields;
  expect(object).toEqual(kept);
});
