import { seededRandom, seedFor } from './seeded-random';

test('numbers from 0 to 1 that follow from the seed, all over the range', () => {
  const numbersOf = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 1000 }, random);
  };
  const numbers = numbersOf(42);
  expect(numbers).toEqual(numbersOf(42));
  expect(numbers).not.toEqual(numbersOf(43));
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(numbers.map((number) => Math.floor(number * 10))).size).toBe(10);
});

test('seeds for several purposes are others, and the same each time', () => {
  expect(seedFor(1, 'a', 1)).toBe(seedFor(1, 'a', 1));
  const seeds = [seedFor(1, 'a', 1), seedFor(2, 'a', 1), seedFor(1, 'b', 1), seedFor(1, 'a', 2), seedFor(1, 'a1')];
  expect(new Set(seeds).size).toBe(seeds.length);
});
