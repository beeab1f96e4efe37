import { post, type Shot } from '../../../test/fuzz/aimed/aim';
import { kubernetesProtobuf } from '../../../test/fuzz/generate/kubernetes-protobuf';
import { SERVED_KINDS } from '../../../test/fuzz/generate/served-kinds';
import { many } from './shoot';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

export const entries = (count: number, value = 'v') => Object.fromEntries(many(count, (index) => [`k${index}`, value]));
export const object = (more: object, metadata: object = {}) => ({ metadata: { name: 'NAME', ...metadata }, ...more });

/** The body is made when it is sent, and let go of. */
export const create =
  (plural: string, value: () => object, path?: string): Shot =>
  (range) =>
    post(plural, JSON.stringify(value()), path ? { path } : {})(range);
export const variables = (count: number, make: (index: number) => object = () => ({ value: 'v' })) =>
  many(count, (index) => ({ name: `E${index}`, ...make(index) }));
export const protobuf =
  (plural: string, kind: string, value: () => object): Shot =>
  (range) => {
    const { message } = SERVED_KINDS.find((served) => served.kind === kind)!;
    const named = JSON.parse(JSON.stringify(value()).replaceAll('NAME', range.name)) as object;
    return post(plural, kubernetesProtobuf({ apiVersion: 'v1', kind, ...named } as never, message), {
      contentType: PROTOBUF,
    })(range);
  };
