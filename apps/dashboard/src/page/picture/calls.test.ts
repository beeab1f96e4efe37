import type { Fact } from '../../protocol/facts';
import type { TrafficEdge } from '../../protocol/traffic';
import { callsOf, callText, callWidth } from './calls';
import { modelOf } from './model';

const pod = (name: string, node: string, ip: string): Fact => ({
  kind: 'Pod',
  namespace: 'shop',
  name,
  node,
  ips: [ip],
  state: 'ready',
  status: 'Running',
});
const facts: Fact[] = [
  { kind: 'Node', name: 'n1', ready: true, open: true, addresses: ['10.201.0.11'] },
  { kind: 'Node', name: 'n2', ready: true, open: true, addresses: ['10.201.0.12'] },
  pod('front', 'n1', '10.244.1.2'),
  pod('cart', 'n2', '10.244.2.2'),
  {
    kind: 'Service',
    namespace: 'shop',
    name: 'cart',
    type: 'NodePort',
    addresses: ['10.96.0.9', '10.201.0.200'],
    ports: ['80'],
    nodePorts: [30_080],
    selects: true,
  },
  {
    kind: 'EndpointSlice',
    namespace: 'shop',
    name: 'cart-x',
    service: 'cart',
    endpoints: [{ pod: 'cart', address: '10.244.2.2', ready: true }],
  },
  { kind: 'Ingress', namespace: 'shop', name: 'site', hosts: [], services: ['cart'], addresses: ['10.201.0.9'] },
];
const edge = (node: string, source: string, destination: string, more: Partial<TrafficEdge> = {}): TrafficEdge => ({
  node,
  source,
  destination,
  port: 80,
  protocol: 'TCP',
  backend: destination,
  connections: 1,
  bytes: 1000,
  errors: 0,
  ...more,
});
const calls = (...edges: TrafficEdge[]) =>
  callsOf(modelOf(facts), edges).map(({ from, to, bytes }) => `${from} > ${to} ${bytes}`);
const toCart = { backend: '10.244.2.2' };

test.each<{ name: string; edges: TrafficEdge[]; expected: string[] }>([
  {
    name: 'a pod to a Service, told by both nodes, counts once',
    edges: [edge('n1', '10.244.1.2', '10.96.0.9', toCart), edge('n2', '10.244.1.2', '10.244.2.2')],
    expected: ['Pod/shop/front > Service/shop/cart 1000'],
  },
  {
    name: 'a pod to a pod',
    edges: [edge('n1', '10.244.1.2', '10.244.2.2')],
    expected: ['Pod/shop/front > Pod/shop/cart 1000'],
  },
  {
    name: 'a pod to the outside',
    edges: [edge('n1', '10.244.1.2', '192.0.2.1')],
    expected: ['Pod/shop/front > Outside 1000'],
  },
  {
    name: 'several backends are one call',
    edges: [
      edge('n1', '10.244.1.2', '10.96.0.9', toCart),
      edge('n1', '10.244.1.2', '10.96.0.9', { backend: '10.244.1.9' }),
    ],
    expected: ['Pod/shop/front > Service/shop/cart 2000'],
  },
  {
    name: 'from outside to a node port, by way of the other node',
    edges: [
      edge('n1', '192.0.2.1', '10.201.0.11', { ...toCart, port: 30_080 }),
      edge('n2', '10.201.0.11', '10.244.2.2'),
    ],
    expected: ['Outside > Service/shop/cart 1000'],
  },
  {
    name: 'from outside to a load balancer',
    edges: [edge('n1', '192.0.2.1', '10.201.0.200', toCart)],
    expected: ['Outside > Service/shop/cart 1000'],
  },
  { name: 'a node that asks its pods how they are', edges: [edge('n2', '10.201.0.12', '10.244.2.2')], expected: [] },
  {
    name: 'a port of a node that is no Service’s',
    edges: [edge('n1', '10.244.1.2', '10.201.0.11', { port: 10_250 })],
    expected: [],
  },
  {
    name: 'what the ingress leads',
    edges: [edge('n2', '10.201.0.9', '10.244.2.2')],
    expected: ['Ingress/shop/site > Service/shop/cart 1000'],
  },
  {
    name: 'a connection that is silent',
    edges: [edge('n1', '10.244.1.2', '10.96.0.9', { ...toCart, connections: 0, bytes: 0 })],
    expected: [],
  },
  {
    name: 'one that fails',
    edges: [edge('n1', '10.244.1.2', '10.96.0.9', { connections: 0, bytes: 0, errors: 0.5 })],
    expected: ['Pod/shop/front > Service/shop/cart 0'],
  },
])('$name', ({ edges, expected }) => expect(calls(...edges)).toEqual(expected));

test.each([
  [{ bytes: 0, connections: 0, errors: 0 }, '0 B/s'],
  [{ bytes: 1234, connections: 0.52, errors: 0 }, '1.2 kB/s, 0.5 connections/s'],
  [{ bytes: 5.6e10, connections: 300.4, errors: 2 }, '56 GB/s, 300 connections/s, 2 failing/s'],
])('%j reads %s', (rates, text) => {
  expect(callText({ from: 'a', to: 'b', ...rates })).toBe(text);
  expect(callWidth({ from: 'a', to: 'b', ...rates })).toBeGreaterThan(1);
  expect(callWidth({ from: 'a', to: 'b', ...rates })).toBeLessThanOrEqual(7);
});
