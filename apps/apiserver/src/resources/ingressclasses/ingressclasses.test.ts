import type { IngressClass } from '@kubets/proto-gen/networking/v1';
import { cellsOf } from '../testing/strategy-harness';
import { ingressClasses } from './ingressclasses';

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';

test.each<[string, IngressClass, object]>([
  ['nothing', {}, { Name: '', Controller: '', Parameters: '<none>' }],
  [
    'the default, with parameters',
    {
      metadata: { name: 'a', annotations: { [IS_DEFAULT]: 'true' } },
      spec: { controller: 'example.com/c', parameters: { apiGroup: 'example.com', kind: 'K', name: 'n' } },
    },
    { Name: 'a (default)', Controller: 'example.com/c', Parameters: 'K.example.com/n' },
  ],
  [
    'what is no default',
    { metadata: { name: 'a', annotations: { [IS_DEFAULT]: 'false' } }, spec: { parameters: { kind: 'K', name: 'n' } } },
    { Name: 'a', Parameters: 'K/n' },
  ],
])('%s', (_, object, cells) => expect(cellsOf(ingressClasses, object)).toMatchObject(cells));
