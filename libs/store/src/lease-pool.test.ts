import { createLeasePool } from './lease-pool';

describe('lease pool', () => {
  test('shares a lease for a minute and for a thousand keys', async () => {
    let now = 0;
    const granted: number[] = [];
    const pool = createLeasePool(
      async (ttl) => `${granted.push(ttl)}`,
      () => now,
    );
    expect(await pool.lease(3600)).toBe('1');
    now = 59_000;
    expect(await pool.lease(3600)).toBe('1');
    expect(await pool.lease(60)).toBe('2');
    now = 61_000;
    expect(await pool.lease(3600)).toBe('3');
    for (let key = 1; key < 1000; key++) await pool.lease(3600);
    expect(await pool.lease(3600)).toBe('4');
    expect(granted).toEqual([3660, 120, 3660, 3660]);
  });

  test('asks again after a refusal', async () => {
    let fails = true;
    const pool = createLeasePool(async () => {
      if (fails) throw new Error('no leader');
      return 'x';
    });
    await expect(pool.lease(10)).rejects.toThrow('no leader');
    fails = false;
    expect(await pool.lease(10)).toBe('x');
  });
});
