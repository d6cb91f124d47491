/**
 * Mean kinetic temperature: the one steady temperature that would have aged a product as much as the temperatures it went
 * through (J. D. Haynes 1971; USP <1160>), with the activation energy USP prescribes.
 */
import { DomainError } from "../errors";

/** Activation energy over gas constant: 83.144 kJ/mol by 8.3144 J/(mol·K), in kelvin. */
const activation = 83_144 / 8.3144;
const zeroCelsius = 273.15;

/**
 * Computes the mean kinetic temperature in °C. Exponentials may differ in their last bit between JavaScript engines: compare
 * results rounded.
 * @param celsius temperatures in °C, at least one
 * @param weights how much each counts, such as the time it stood for; equal when not given
 * @throws DomainError malformed without temperatures, at or below absolute zero, or when no weight is positive
 */
export function meanKineticTemperature(celsius: readonly number[], weights?: readonly number[]): number {
  let sum = 0;
  let total = 0;
  celsius.forEach((temperature, i) => {
    const kelvin = temperature + zeroCelsius;
    const weight = weights === undefined ? 1 : (weights[i] ?? 0);
    if (!(kelvin > 0) || !(weight >= 0)) {
      throw new DomainError(
        "malformed",
        `[${i}]: expected a temperature in °C with a weight, got ${temperature}, ${weight}`,
      );
    }
    sum += weight * Math.exp(-activation / kelvin);
    total += weight;
  });
  if (total === 0) throw new DomainError("malformed", "temperatures: expected at least one, got none");
  return activation / -Math.log(sum / total) - zeroCelsius;
}

/**
 * Computes the mean kinetic temperature of readings at irregular times: each counts for half the time to its neighbours, and
 * time across a gap counts for nobody.
 * @param readings in order of time, °C, at least one
 * @param options.longestIntervalMs two readings further apart have a gap between them; never when not given
 * @throws DomainError malformed as `meanKineticTemperature`
 */
export function timeWeightedMeanKineticTemperature(
  readings: readonly { timeMs: number; celsius: number }[],
  options: { longestIntervalMs?: number } = {},
): number {
  const longest = options.longestIntervalMs ?? Number.POSITIVE_INFINITY;
  const weights = readings.map(() => 0);
  for (let i = 1; i < readings.length; i++) {
    const interval = (readings[i]?.timeMs ?? 0) - (readings[i - 1]?.timeMs ?? 0);
    if (interval > longest) continue;
    weights[i - 1] = (weights[i - 1] ?? 0) + interval / 2;
    weights[i] = (weights[i] ?? 0) + interval / 2;
  }
  const temperatures = readings.map((reading) => reading.celsius);
  // Readings that are all alone stand for no time, and so count alike.
  return meanKineticTemperature(temperatures, weights.some((weight) => weight > 0) ? weights : undefined);
}
