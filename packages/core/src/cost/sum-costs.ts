/** How many parts a dollar has: the price of one token has no finer ones. */
const fraction = 1e12;

/**
 * The sum of costs in US dollars, without the noise of binary fractions. Null as soon as one of them is unknown: a sum that leaves
 * something out would be too low.
 */
export function sumCosts(costs: Iterable<number | null>): number | null {
  let sum = 0;
  for (const cost of costs) {
    if (cost === null) return null;
    sum += cost;
  }
  return roundCost(sum);
}

/** To the nearest millionth of a millionth of a dollar. */
export function roundCost(usd: number): number {
  return Math.round(usd * fraction) / fraction;
}

/** As people write it: an exponent, which small numbers have, is no price. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(12).replace(/\.?0+$/, "")}`;
}
