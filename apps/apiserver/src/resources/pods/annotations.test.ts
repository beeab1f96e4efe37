import type { Pod } from '@kubets/proto-gen/core/v1';
import { created, texts, updated, strategyContext } from '../testing/strategy-harness';
import { pods } from './pods';
import { container, pod } from './testing/pod-of';

describe('annotations', () => {
  const COST = 'controller.kubernetes.io/pod-deletion-cost';
  const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
  const annotated = (annotations: Record<string, string>): Pod => ({
    ...pod({ containers: [container({ name: 'a' })] }),
    metadata: { name: 'p', annotations },
  });
  const errorsOf = (annotations: Record<string, string>) => created(pods, annotated(annotations)).errors;

  test.each(['0', '-0', '5', '-5', '-01', '2147483647', '-2147483648'])('a deletion cost of %j', (cost) =>
    expect(errorsOf({ [COST]: cost })).toEqual([]),
  );
  test.each([
    'abc',
    '',
    '1.5',
    '2147483648',
    '-2147483649',
    '+1',
    '01',
    '00',
    '1 ',
    ' 1',
    '0x10',
    '1e3',
    '1_0',
    '-',
    '9'.repeat(30),
  ])('%j is no deletion cost', (cost) => {
    expect(errorsOf({ [COST]: cost })).toEqual([
      `metadata.annotations[${COST}]: Invalid value: "${cost}": must be a 32bit integer`,
    ]);
  });

  test.each<[Record<string, string>, string[]]>([
    [
      { 'kubernetes.io/config.mirror': 'x' },
      [
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
      ],
    ],
    [
      { 'seccomp.security.alpha.kubernetes.io/pod': 'bogus' },
      [
        'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "bogus": must be a valid seccomp profile',
      ],
    ],
    [
      { 'container.seccomp.security.alpha.kubernetes.io/a': 'localhost/../x' },
      [
        'metadata.annotations.container.seccomp.security.alpha.kubernetes.io/a: Invalid value: "../x": must not contain \'..\'',
      ],
    ],
    [{ 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default', [`${APP_ARMOR}a`]: 'localhost/' }, []],
    [
      { [`${APP_ARMOR}a`]: 'bogus' },
      [`metadata.annotations[${APP_ARMOR}a]: Invalid value: "bogus": invalid AppArmor profile name: "bogus"`],
    ],
    [
      { [`${APP_ARMOR}nope`]: 'runtime/default' },
      [`metadata.annotations[${APP_ARMOR}nope]: Invalid value: "nope": container not found`],
    ],
    [
      { 'scheduler.alpha.kubernetes.io/tolerations': '[{]' },
      [
        expect.stringMatching(
          /^metadata\.annotations: Invalid value: "scheduler\.alpha\.kubernetes\.io\/tolerations": /,
        ) as unknown as string,
      ],
    ],
  ])('%j', (annotations, errors) => expect(errorsOf(annotations)).toEqual(errors));

  test.each<[Record<string, string>, Record<string, string>, string[]]>([
    [{}, { [COST]: 'abc' }, [`metadata.annotations[${COST}]: Invalid value: "abc": must be a 32bit integer`]],
    [{ [COST]: 'old' }, { [COST]: 'abc' }, []],
    [
      {},
      { [`${APP_ARMOR}a`]: 'unconfined' },
      [`metadata.annotations[${APP_ARMOR}a]: Forbidden: may not add AppArmor annotations`],
    ],
    [
      { [`${APP_ARMOR}a`]: 'unconfined' },
      {},
      [`metadata.annotations[${APP_ARMOR}a]: Forbidden: may not remove or update AppArmor annotations`],
    ],
  ])('from %j to %j', (before, after, errors) => {
    const old = created(pods, annotated(before)).object;
    expect(updated(pods, old, ({ metadata }) => void (metadata!.annotations = after)).errors).toEqual(errors);
    expect(
      texts(
        pods.status!.validateUpdate!(
          { ...old, metadata: { ...old.metadata, annotations: after } },
          old,
          strategyContext(),
        ),
      ),
    ).toEqual(errors);
  });
});
