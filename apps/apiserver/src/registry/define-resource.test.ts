import { deployments, events, tokenReviews } from '@kubets/proto-gen/catalogue';
import { defineResource, defineVirtualResource } from './define-resource';

const noErrors = { columns: [], validate: () => [] };

test('a resource has its names from the catalogue and its behaviour from its folder', () => {
  const defaults = () => undefined;
  expect(
    defineResource(deployments, {
      ...noErrors,
      hasGeneration: true,
      versions: { v1beta1: { defaults, orphansByDefault: true } },
    }),
  ).toEqual({
    ...noErrors,
    hasGeneration: true,
    group: 'apps',
    plural: 'deployments',
    singular: 'deployment',
    kind: 'Deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    namespaced: true,
    versions: [
      { version: 'v1', message: 'kubets.apps.v1.Deployment' },
      { version: 'v1beta1', message: 'kubets.apps.v1beta1.Deployment', defaults, orphansByDefault: true },
    ],
  });
});

test('behaviour of a version that nobody declared is a mistake', () => {
  expect(() => defineResource(deployments, { ...noErrors, versions: { v2: {} } })).toThrow(
    'deployments are not served in version v2',
  );
});

test('a version in another group is told by its apiVersion', () => {
  const fromStorage = (event: object) => event;
  const { versions } = defineResource(events, { ...noErrors, versions: { 'events.k8s.io/v1': { fromStorage } } });
  expect(versions).toEqual([
    { version: 'v1', message: 'kubets.core.v1.Event' },
    { version: 'v1', group: 'events.k8s.io', message: 'kubets.events.v1.Event', fromStorage },
  ]);
});

test('a virtual resource has one version and answers', () => {
  const create = async (review: object) => review;
  expect(defineVirtualResource(tokenReviews, create)).toEqual({
    group: 'authentication.k8s.io',
    plural: 'tokenreviews',
    singular: 'tokenreview',
    kind: 'TokenReview',
    namespaced: false,
    version: 'v1',
    message: 'kubets.authentication.v1.TokenReview',
    create,
  });
});
