/**
 * The application identifiers (AI) of GS1 General Specifications §3 as far as a Digital Link needs them: shape of the
 * value, whether it is a primary key (and its qualifiers, in order), whether it may be a data attribute. What a value
 * *means* (dates, currencies, countries …) is not judged here.
 */

/** One part of a value; parts follow one another, and only the last may vary in length. */
export interface Component {
  /** N digits, X character set 82, Y character set 39, Z base64url. */
  characters: "N" | "X" | "Y" | "Z";
  minimum: number;
  maximum: number;
  isOptional: boolean;
  /** c: modulo-10 check digit; g: model-number pair; z: zeros only; p: piece of total; n: no leading zero. */
  check: "" | "c" | "g" | "z" | "p" | "n";
}

/** What is known of one application identifier. */
export interface ApplicationIdentifier {
  ai: string;
  components: Component[];
  /** The alternatives of ordered qualifiers; null when this is not a primary key. */
  qualifiers: string[][] | null;
  /** Whether it may stand in the query of a Digital Link. */
  isAttribute: boolean;
}

/** Primary keys: AI, value, alternatives of qualifiers (GS1 Digital Link: URI Syntax, "primary keys"). */
const primaryKeys = [
  "00 N18c",
  "01 N14c 22,10,21|235",
  "253 N13c X..17?",
  "255 N13c N..12?",
  "401 X..30",
  "402 N17c",
  "414 N13c 254|7040",
  "415 N13c 8020",
  "417 N13c 7040",
  "8003 N1z N13c X..16?",
  "8004 X..30 7040",
  "8006 N14c N4p 22,10,21",
  "8010 Y..30 8011",
  "8013 X..25g",
  "8017 N18c 8019",
  "8018 N18c 8019",
];

/** Identifiers that never stand in the query: qualifiers, and those that only carriers other than a link use. */
const pathOnly = [
  "03 N14c",
  "21 X..20",
  "22 X..20",
  "235 X..28",
  "254 X..20",
  "7040 N1 X3",
  "7041 X..4",
  "8011 N..12n",
  "8014 X..25g",
  "8019 N..10",
  "8020 X..25",
  "8040 N15",
  "8041 N15",
  "8042 N32",
  "8043 N18 N..2?",
  "8200 X..70",
];

/** Data attributes; an entry with brackets is a regular expression for a family. */
const attributes = [
  "02 N14c",
  "10 X..20",
  "1[1-35-7] N6",
  "20 N2",
  "24[01] X..30",
  "242 N..6",
  "243 X..20",
  "25[01] X..30",
  "30 N..8",
  "3(?:1[0-6]|2\\d|3[0-7]|4\\d|5[0-7]|6\\d)[0-5] N6",
  "37 N..8",
  "390\\d N..15",
  "391\\d N3 N..15",
  "392\\d N..15",
  "393\\d N3 N..15",
  "394[0-3] N4",
  "395[0-5] N6",
  "40[03] X..30",
  "41[0-36] N13c",
  "420 X..20",
  "421 N3 X..9",
  "42[246] N3",
  "42[35] N3 N3? N3? N3? N3?",
  "427 X..3",
  "43(?:0[01]|10) X..35",
  "43(?:0[2-6]|1[1-6]) X..70",
  "43[01]7 X2",
  "430[8] X..30",
  "4309 N10 N10",
  "4318 X..20",
  "4319 X..30",
  "4320 X..35",
  "432[1-3] N1",
  "432[45] N6 N4",
  "4326 N6",
  "433[0-3] N6 X1?",
  "7001 N13",
  "7002 X..30",
  "7003 N6 N4",
  "7004 N..4",
  "7005 X..12",
  "7006 N6",
  "7007 N6 N6?",
  "7008 X..3",
  "7009 X..10",
  "7010 X..2",
  "7011 N6 N4?",
  "702[0-2] X..20",
  "7023 X..30",
  "703\\d N3 X..27",
  "71[0-7] X..20",
  "723\\d X2 X..28",
  "7240 X..20",
  "7241 N2",
  "7242 X..25",
  "7250 N8",
  "7251 N8 N4",
  "7252 N1",
  "725[349] X..40",
  "7255 X..10",
  "7256 X..90",
  "7257 X..70",
  "7258 X3",
  "8001 N4 N5 N3 N1 N1",
  "8002 X..20",
  "8005 N6",
  "8007 X..34",
  "8008 N6 N2 N2? N2?",
  "8009 X..50",
  "8012 X..20",
  "8026 N14c N4p",
  "8030 Z..90",
  "811[02] X..70",
  "8111 N4",
  "90 X..30",
  "9[1-9] X..90",
];

const families: { pattern: RegExp; specification: string; isAttribute: boolean }[] = [
  ...primaryKeys.map((row) => family(row, true)),
  ...pathOnly.map((row) => family(row, false)),
  ...attributes.map((row) => family(row, true)),
];
const known = new Map<string, ApplicationIdentifier | undefined>();

/** Finds an application identifier by its 2 to 4 digits; undefined when there is none. */
export function applicationIdentifier(ai: string): ApplicationIdentifier | undefined {
  if (!/^[0-9]{2,4}$/.test(ai)) return undefined;
  if (!known.has(ai)) known.set(ai, compile(ai));
  return known.get(ai);
}

/** Tells whether an application identifier may be the primary key of a Digital Link. */
export function isPrimaryKey(ai: string): boolean {
  return (applicationIdentifier(ai)?.qualifiers ?? null) !== null;
}

function family(row: string, isAttribute: boolean) {
  const space = row.indexOf(" ");
  return {
    pattern: new RegExp(`^(?:${row.slice(0, space)})$`),
    specification: row.slice(space + 1),
    isAttribute,
  };
}

function compile(ai: string): ApplicationIdentifier | undefined {
  const index = families.findIndex((one) => one.pattern.test(ai));
  const found = families[index];
  if (found === undefined) return undefined;
  const words = found.specification.split(" ");
  const components = words.filter((word) => /^[NXYZ]/.test(word)).map(component);
  const sequences = words.find((word) => /^[0-9]/.test(word));
  const isKey = index < primaryKeys.length;
  const qualifiers = sequences?.split("|").map((one) => one.split(",")) ?? [];
  return { ai, components, qualifiers: isKey ? qualifiers : null, isAttribute: found.isAttribute };
}

function component(word: string): Component {
  const [, characters, dots, length, check, optional] =
    /^([NXYZ])(\.\.)?([0-9]+)([cgzpn]?)(\??)$/.exec(word) ?? [];
  return {
    characters: characters as Component["characters"],
    minimum: dots === undefined ? Number(length) : 1,
    maximum: Number(length),
    isOptional: optional === "?",
    check: (check ?? "") as Component["check"],
  };
}
