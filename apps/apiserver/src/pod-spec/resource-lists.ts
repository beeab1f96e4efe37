import { isStep, parseQuantity, type Steps } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';

type ResourceList = Record<string, string>;

/** Most amounts: whole numbers of thousandths or more, which no rounding changes. */
const WHOLE = /^\d{1,9}(?:[mkMGTPE]|[KMGTPE]i)?$/;

/** Shows each amount of a list, in steps; what is put into the list meanwhile is not shown. */
export function* eachAmount(list: ResourceList | undefined, show: (name: string, text: string) => void): Steps<void> {
  if (!list) return;
  yield;
  const names = Object.keys(list);
  yield;
  for (const [index, name] of names.entries()) {
    if (isStep(index)) yield;
    show(name, list[name]!);
  }
}

/** Rounds what is finer than a thousandth up, in place and in steps, as Kubernetes does when it stores a list of resources. */
export const roundResourceList = (list: ResourceList | undefined): Steps<void> =>
  eachAmount(list, (name, text) => {
    if (WHOLE.test(text)) return;
    const rounded = parseQuantity(text).roundedUpToMilli().toString();
    if (rounded !== text) list![name] = rounded;
  });

/** The same of what something asks for and is limited to. */
export function* roundResources(resources: { limits?: ResourceList; requests?: ResourceList } = {}): Steps<void> {
  yield* roundResourceList(resources.limits);
  yield* roundResourceList(resources.requests);
}

/** The same of a claim, or a template for some. */
export function* roundClaim({ spec, status }: PersistentVolumeClaim): Steps<void> {
  yield* roundResources(spec?.resources);
  yield* roundResourceList(status?.capacity);
  yield* roundResourceList(status?.allocatedResources);
}

/** Gives a list what only the other has, in steps. */
export const completeResourceList = (list: ResourceList, other: ResourceList): Steps<void> =>
  eachAmount(other, (name, text) => {
    list[name] ??= text;
  });
