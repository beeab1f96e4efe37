import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  atOnce,
  decodeKubernetesProtobuf,
  encodeKubernetesMessage,
  encodeProtobufSteps,
  inProtobufEnvelope,
} from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { moduleFolder } from './module-folder';

/**
 * The fully filled objects that Kubernetes proves with that its encodings agree, from the module that its types are
 * published in. They are looked up where they were downloaded to; without Go or its module proxy nothing is compared.
 */
const MODULE = 'k8s.io/api@v0.37.2';
const STABLE = /^(?<group>.+)\.(?<version>v\d+)\.(?<kind>\w+)\.json$/;

const downloaded = moduleFolder(MODULE, "Kubernetes' own objects");
const folder = downloaded && join(downloaded, 'testdata/HEAD');
const names = folder ? readdirSync(folder).filter((name) => STABLE.test(name)) : [];
const vector = (name: string) => ({
  json: JSON.parse(readFileSync(join(folder!, name), 'utf8')) as Record<string, unknown>,
  protobuf: readFileSync(join(folder!, name.replace(/json$/, 'pb'))),
});

/** An event of a watch has no kind: its envelope is without one. */
const WITHOUT_KIND = 'core.v1.WatchEvent.json';

const describeVectors = folder ? describe : describe.skip;

describeVectors(`objects of ${MODULE}`, () => {
  const kinds = names.filter((name) => name !== WITHOUT_KIND);

  test('are all there', () => {
    expect(names.length).toBeGreaterThanOrEqual(94);
  });

  test.each(kinds)('%s is read as its JSON', (name) => {
    const { json, protobuf } = vector(name);
    expect(decodeKubernetesProtobuf(protobuf)).toEqual(json);
  });

  test.each(kinds)('%s is written byte for byte', (name) => {
    const { json, protobuf } = vector(name);
    expect(atOnce(encodeProtobufSteps(json))?.toString('hex')).toBe(protobuf.toString('hex'));
  });

  test('an event is written byte for byte, and read as its JSON', () => {
    const { json, protobuf } = vector(WITHOUT_KIND);
    const event = encodeKubernetesMessage(json, schema.of('kubets.meta.v1.WatchEvent'));
    expect(inProtobufEnvelope('', '', event).toString('hex')).toBe(protobuf.toString('hex'));
    const {
      apiVersion: _v,
      kind: _k,
      ...read
    } = decodeKubernetesProtobuf(inProtobufEnvelope('v1', 'WatchEvent', event)) as Record<string, unknown>;
    expect(read).toEqual(json);
  });
});
