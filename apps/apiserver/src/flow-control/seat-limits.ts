import type { PriorityLevelConfiguration } from '@kubets/proto-gen/flowcontrol/v1';

/** How many seats a level has by its configuration. */
export interface SeatLimits {
  nominal: number;
  /** What it never lends. */
  least: number;
  /** What it never goes beyond, however idle others are. */
  most: number;
}

/** Shares of the server's seats, by the levels' names. Seats that are lent come back when they are wanted. */
export function seatLimits(levels: readonly PriorityLevelConfiguration[], seats: number): Map<string, SeatLimits> {
  const settings = levels.map(({ metadata, spec }) => {
    const { nominalConcurrencyShares: shares, lendablePercent: lendable = 0 } =
      (spec?.type === 'Exempt' ? spec.exempt : spec?.limited) ?? {};
    const borrowable = spec?.type === 'Exempt' ? undefined : spec?.limited?.borrowingLimitPercent;
    return { name: metadata?.name ?? '', shares: shares ?? (spec?.type === 'Exempt' ? 0 : 30), lendable, borrowable };
  });
  const all = settings.reduce((sum, { shares }) => sum + shares, 0);
  return new Map(
    settings.map(({ name, shares, lendable, borrowable }): [string, SeatLimits] => {
      const nominal = all === 0 ? 0 : Math.ceil((seats * shares) / all);
      const least = nominal - Math.round((nominal * lendable) / 100);
      const most =
        borrowable === undefined ? seats : Math.min(seats, nominal + Math.round((nominal * borrowable) / 100));
      return [name, { nominal, least, most: Math.max(most, nominal) }];
    }),
  );
}

/** A level's share of what there is to share out. */
export interface Share {
  least: number;
  most: number;
  /** Seats that were asked for. */
  wanted: number;
}

const HALVINGS = 40;

/**
 * As many seats for each, within its bounds, that together they are no more than all: every level gets the same fraction of
 * what it wants. Who has a least number gets that, though together they be more.
 */
export function shareOut(shares: readonly Share[], seats: number): number[] {
  const at = (fraction: number) =>
    shares.map(({ least, most, wanted }) => Math.min(most, Math.max(least, fraction * wanted)));
  const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
  let low = 0;
  let high = Math.max(1, ...shares.map(({ most, wanted }) => (wanted > 0 ? most / wanted : 0)));
  if (total(at(high)) <= seats) return at(high).map(Math.floor);
  for (let count = 0; count < HALVINGS; count++) {
    const middle = (low + high) / 2;
    if (total(at(middle)) <= seats) low = middle;
    else high = middle;
  }
  return at(low).map((one) => Math.floor(one + 1e-6));
}
