/**
 * Units of measure by their UN/CEFACT Recommendation 20 codes, for the measurement types of EPCIS 2.0 that goods in transit and in
 * production are watched by. Units convert within one quantity only.
 */
import { DomainError } from "../errors";

/** Units of one quantity. The first unit of each list is its base. */
interface Quantity {
  /** GS1 measurement types measured in these units. */
  types: string[];
  units: UnitRow[];
}

/** Code, and what one unit is in base units: base = (value − zero) · times / over. */
type UnitRow = [code: string, times: number, over?: number, zero?: number];

const quantities: Quantity[] = [
  {
    types: ["Temperature"],
    units: [
      ["CEL", 1],
      ["KEL", 1, 1, 273.15],
      ["FAH", 5, 9, 32],
      ["A48", 5, 9, 491.67],
    ],
  },
  {
    types: ["RelativeHumidity", "Dimensionless", "VolumeFraction"],
    units: [
      ["P1", 1],
      ["C62", 100],
      ["NX", 1, 10],
      ["59", 1, 1e4],
      ["61", 1, 1e7],
    ],
  },
  {
    types: ["AbsoluteHumidity", "Density", "MassConcentration"],
    units: [
      ["A93", 1],
      ["KMQ", 1e3],
      ["GP", 1, 1e3],
      ["GQ", 1, 1e6],
      ["GL", 1e3],
      ["M1", 1],
      ["23", 1e6],
      ["GJ", 1e6],
      ["B35", 1e6],
    ],
  },
  {
    types: ["Length", "Altitude"],
    units: [
      ["MTR", 1],
      ["DMT", 1, 10],
      ["CMT", 1, 100],
      ["MMT", 1, 1e3],
      ["4H", 1, 1e6],
      ["KMT", 1e3],
      ["INH", 0.0254],
      ["FOT", 0.3048],
      ["YRD", 0.9144],
      ["SMI", 1609.344],
      ["NMI", 1852],
    ],
  },
  {
    types: ["Mass"],
    units: [
      ["KGM", 1],
      ["GRM", 1, 1e3],
      ["MGM", 1, 1e6],
      ["MC", 1, 1e9],
      ["TNE", 1e3],
      ["LBR", 0.45359237],
      ["ONZ", 0.028349523125],
      ["STN", 907.18474],
      ["LTN", 1016.0469088],
    ],
  },
  {
    types: ["Speed"],
    units: [
      ["MTS", 1],
      ["KMH", 5, 18],
      ["HM", 0.44704],
      ["KNT", 463, 900],
      ["FS", 0.3048],
      ["2M", 1, 100],
      ["C16", 1, 1e3],
    ],
  },
  {
    types: ["Acceleration"],
    units: [
      ["MSK", 1],
      ["K40", 9.80665],
      ["A76", 1, 100],
    ],
  },
  {
    types: ["Pressure"],
    units: [
      ["PAL", 1],
      ["A97", 100],
      ["MBR", 100],
      ["KPA", 1e3],
      ["MPA", 1e6],
      ["BAR", 1e5],
      ["ATM", 101325],
      ["PS", 6894.757293168361],
    ],
  },
  {
    types: ["Illuminance"],
    units: [
      ["LUX", 1],
      ["KLX", 1e3],
      ["P27", 10.763910416709722],
    ],
  },
  { types: ["Irradiance"], units: [["D54", 1]] },
  {
    types: ["Time"],
    units: [
      ["SEC", 1],
      ["C26", 1, 1e3],
      ["MIN", 60],
      ["HUR", 3600],
      ["DAY", 86400],
    ],
  },
  {
    types: ["Volume"],
    units: [
      ["LTR", 1],
      ["DMQ", 1],
      ["MLT", 1, 1e3],
      ["CMQ", 1, 1e3],
      ["HLT", 100],
      ["MTQ", 1e3],
      ["GLL", 3.785411784],
      ["GLI", 4.54609],
      ["FTQ", 28.316846592],
    ],
  },
  {
    types: ["Area"],
    units: [
      ["MTK", 1],
      ["CMK", 1, 1e4],
      ["KMK", 1e6],
      ["HAR", 1e4],
      ["FTK", 0.09290304],
    ],
  },
  {
    types: ["Angle"],
    units: [
      ["DD", 1],
      ["C81", 180, Math.PI],
      ["D61", 1, 60],
      ["D62", 1, 3600],
    ],
  },
  {
    types: ["Voltage"],
    units: [
      ["VLT", 1],
      ["2Z", 1, 1e3],
      ["KVT", 1e3],
    ],
  },
  {
    types: ["ElectricCurrent"],
    units: [
      ["AMP", 1],
      ["4K", 1, 1e3],
    ],
  },
  {
    types: ["Power"],
    units: [
      ["WTT", 1],
      ["KWT", 1e3],
      ["MAW", 1e6],
    ],
  },
  {
    types: ["Energy"],
    units: [
      ["JOU", 1],
      ["KJO", 1e3],
      ["WHR", 3600],
      ["KWH", 3.6e6],
    ],
  },
  {
    types: ["Frequency"],
    units: [
      ["HTZ", 1],
      ["KHZ", 1e3],
      ["MHZ", 1e6],
    ],
  },
];

const quantityOfUnit = new Map(
  quantities.flatMap((quantity) => quantity.units.map((row) => [row[0], { quantity, row }] as const)),
);
const quantityOfType = new Map(
  quantities.flatMap((quantity) => quantity.types.map((type) => [type, quantity] as const)),
);

/**
 * Converts a value from one unit to another of the same quantity. The result carries the rounding of doubles.
 * @param from UN/CEFACT Recommendation 20 code
 * @param to UN/CEFACT Recommendation 20 code
 * @throws DomainError malformed when a code is unknown here or the two measure different quantities
 */
export function convert(value: number, from: string, to: string): number {
  if (from === to) return value;
  const source = quantityOfUnit.get(from);
  const target = quantityOfUnit.get(to);
  if (source === undefined || source.quantity !== target?.quantity) {
    throw new DomainError(
      "malformed",
      `uom: expected a unit that converts to ${to}, got ${JSON.stringify(from)}`,
      {
        path: "uom",
      },
    );
  }
  const [, times, over = 1, zero = 0] = source.row;
  const base = ((value - zero) * times) / over;
  const [, toTimes, toOver = 1, toZero = 0] = target.row;
  return (base * toOver) / toTimes + toZero;
}

/** Tells whether values of one unit convert to another. */
export function isConvertible(from: string, to: string): boolean {
  if (from === to) return true;
  const source = quantityOfUnit.get(from);
  return source !== undefined && source.quantity === quantityOfUnit.get(to)?.quantity;
}

/** Lists the units of a measurement type, the usual one first; none when they are not known here. */
export function unitsOf(measurementType: string): string[] {
  return quantityOfType.get(measurementType)?.units.map(([code]) => code) ?? [];
}
