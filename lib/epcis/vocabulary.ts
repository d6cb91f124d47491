/**
 * The standard vocabularies of CBV 2.0 and of the GS1 Web Vocabulary that EPCIS 2.0 uses, as bare words.
 * Source: the JSON schema and JSON-LD context of EPCIS 2.0.0 (ref.gs1.org/standards/epcis/2.0.0).
 */

/** A standard vocabulary: its words, and the URIs that stand for them elsewhere. */
export interface Vocabulary {
  words: ReadonlySet<string>;
  /** What comes before a word in its web URI. */
  web: string;
  /** What comes before a word in its CBV 1.2 URN; null for vocabularies younger than the URNs. */
  urn: string | null;
}

/** The member of an event each vocabulary is for. */
export type VocabularyName =
  | "bizStep"
  | "disposition"
  | "bizTransactionType"
  | "sourceDestinationType"
  | "errorReason"
  | "component"
  | "measurementType"
  | "sensorAlertType";

/** All standard vocabularies. */
export const vocabularies: Record<VocabularyName, Vocabulary> = {
  bizStep: {
    words: wordsOf(`
      accepting arriving assembling collecting commissioning consigning creating_class_instance
      cycle_counting decommissioning departing destroying disassembling dispensing encoding
      entering_exiting holding inspecting installing killing loading other packing picking receiving
      removing repackaging repairing replacing reserving retail_selling shipping staging_outbound
      stock_taking stocking storing transporting unloading unpacking void_shipping sensor_reporting
      sampling
    `),
    web: "https://ref.gs1.org/cbv/BizStep-",
    urn: "urn:epcglobal:cbv:bizstep:",
  },
  disposition: {
    words: wordsOf(`
      active container_closed damaged destroyed dispensed disposed encoded expired in_progress
      in_transit inactive no_pedigree_match non_sellable_other partially_dispensed recalled reserved
      retail_sold returned sellable_accessible sellable_not_accessible stolen unknown available
      completeness_verified completeness_inferred conformant container_open mismatch_instance
      mismatch_class mismatch_quantity needs_replacement non_conformant unavailable
    `),
    web: "https://ref.gs1.org/cbv/Disp-",
    urn: "urn:epcglobal:cbv:disp:",
  },
  bizTransactionType: {
    words: wordsOf(`
      bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt
    `),
    web: "https://ref.gs1.org/cbv/BTT-",
    urn: "urn:epcglobal:cbv:btt:",
  },
  sourceDestinationType: {
    words: wordsOf(`
      owning_party possessing_party location
    `),
    web: "https://ref.gs1.org/cbv/SDT-",
    urn: "urn:epcglobal:cbv:sdt:",
  },
  errorReason: {
    words: wordsOf(`
      did_not_occur incorrect_data
    `),
    web: "https://ref.gs1.org/cbv/ER-",
    urn: "urn:epcglobal:cbv:er:",
  },
  component: {
    words: wordsOf(`
      x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting
      northing latitude longitude altitude
    `),
    web: "https://ref.gs1.org/cbv/Comp-",
    urn: null,
  },
  measurementType: {
    words: wordsOf(`
      AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude
      AmountOfSubstance AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum
      AngularVelocity Area Capacitance Conductance Conductivity Count Density Dimensionless
      DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent
      ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency Illuminance
      Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
      LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass
      MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy
      MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity RelativeHumidity Resistance
      Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time
      Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber
    `),
    web: "https://gs1.org/voc/",
    urn: null,
  },
  sensorAlertType: {
    words: wordsOf(`
      ALARM_CONDITION ERROR_CONDITION
    `),
    web: "https://gs1.org/voc/",
    urn: null,
  },
};

// The web vocabularies have moved once; CURIEs are those of the standard context.
const aliases: [from: RegExp, to: string][] = [
  [/^https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\//, "https://ref.gs1.org/cbv/"],
  [/^https?:\/\/(?:(?:www\.)?gs1\.org|ref\.gs1\.org)\/voc\//, "https://gs1.org/voc/"],
  [/^cbv:/, "https://ref.gs1.org/cbv/"],
  [/^gs1:/, "https://gs1.org/voc/"],
];

/**
 * Gives the bare word for any spelling of a standard value: the word itself, web URI, URN, CURIE `cbv:` or `gs1:`.
 * Whatever is not standard comes back as it is.
 */
export function bareWord(name: VocabularyName, value: string): string {
  const vocabulary = vocabularies[name];
  const word = localName(vocabulary, value);
  return word !== null && vocabulary.words.has(word) ? word : value;
}

/** Gives the web URI of a standard bare word; whatever is not standard comes back as it is. */
export function webUri(name: VocabularyName, word: string): string {
  const vocabulary = vocabularies[name];
  return vocabulary.words.has(word) ? vocabulary.web + word : word;
}

function localName(vocabulary: Vocabulary, value: string): string | null {
  if (vocabulary.urn !== null && value.startsWith(vocabulary.urn)) return value.slice(vocabulary.urn.length);
  for (const [from, to] of aliases) {
    const full = value.replace(from, to);
    if (full !== value || value.startsWith(to)) {
      return full.startsWith(vocabulary.web) ? full.slice(vocabulary.web.length) : null;
    }
  }
  return null;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
