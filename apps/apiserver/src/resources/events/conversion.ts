import type { KubeObject } from '@kubets/apimachinery';
import type { Event } from '@kubets/proto-gen/core/v1';
import type { Event as EventsEvent } from '@kubets/proto-gen/events/v1';

/** What is called otherwise in events.k8s.io/v1, by its name in v1. */
const ELSEWHERE = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
} as const satisfies Partial<Record<keyof Event, keyof EventsEvent>>;

const names = Object.entries(ELSEWHERE);
const toCore = new Map(names.map(([core, other]): [string, string] => [other, core]));
const fromCore = new Map<string, string>(names);

/** Written in v1 also where they are empty, and in events.k8s.io/v1 not. */
const LEFT_OUT = ['reportingComponent', 'reportingInstance'];

const renamed = (event: object, to: ReadonlyMap<string, string>): KubeObject =>
  Object.fromEntries(Object.entries(event).map(([name, value]) => [to.get(name) ?? name, value])) as KubeObject;

/** An Event of events.k8s.io/v1 as one of v1. */
export const toStorage = (event: KubeObject): Event => renamed(event, toCore) as Event;

/** An Event of v1 as one of events.k8s.io/v1. */
export function fromStorage(event: Event): KubeObject {
  const told = Object.entries(event).filter(([name, value]) => value !== '' || !LEFT_OUT.includes(name));
  const served = renamed(Object.fromEntries(told), fromCore) as EventsEvent;
  const { series } = served;
  // Their series says of both what they are, and a v1 Event's need not.
  if (series) served.series = { ...series, count: series.count ?? 0 };
  return served as KubeObject;
}
