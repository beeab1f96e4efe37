import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import { formerNodes } from './remove-nodes';

const stateDir = mkdtempSync(join(tmpdir(), 'kubets-nodes-'));
afterAll(() => rmSync(stateDir, { recursive: true }));
const names = async (nodes: number) =>
  (await formerNodes(layoutOf({ ...DEFAULT_OPTIONS, stateDir, nodes }))).map(
    ({ name, address }) => `${name} ${address}`,
  );

test('a cluster that is started for the first time had no nodes', async () => expect(await names(2)).toEqual([]));

test.each([
  [3, []],
  [2, ['node-3 10.201.0.13']],
  [1, ['node-2 10.201.0.12', 'node-3 10.201.0.13']],
])('of three nodes, started with %d', async (nodes, former) => {
  for (const name of ['node-1', 'node-2', 'node-3', 'node-x', 'other'])
    mkdirSync(join(stateDir, 'nodes', name), { recursive: true });
  expect((await names(nodes)).sort()).toEqual(former);
});
