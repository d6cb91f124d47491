/** What the members of an EPCIS 2.0 event may hold (EPCIS 2.0 §7, §9; its JSON schema). */
import { isObject } from "../json";
import {
  anyText,
  boolean,
  type Check,
  list,
  listOr,
  number,
  object,
  type Rule,
  text,
  time,
  uri,
  vocabularyValue,
} from "./check";

const contextEntry: Check = (value, path, inspection) => {
  if (!isObject(value)) uri(value, path, inspection);
};

/** A JSON-LD context. */
export const context = listOr(list(contextEntry, { isUnique: true }), contextEntry);

const disposition = vocabularyValue("disposition", "disposition");

/** A list of quantities of classes. */
export const quantityList = list(
  object({
    name: "a quantity element",
    members: {
      epcClass: uri,
      quantity: number,
      uom: text("a unit code of 2 or 3 capitals or digits", (value) => /^[A-Z0-9]{2,3}$/.test(value)),
    },
    required: ["epcClass"],
    others: "none",
  }),
);

const atLeastOneSet: Rule = (value, path, inspection) => {
  if (!Object.hasOwn(value, "set") && !Object.hasOwn(value, "unset")) {
    inspection.add(path, "set or unset in persistentDisposition", value);
  }
};

/** Dispositions set and taken back until further notice. */
export const persistentDisposition = object({
  name: "persistentDisposition",
  members: {
    set: list(disposition, { minimum: 1, isUnique: true }),
    unset: list(disposition, { minimum: 1, isUnique: true }),
  },
  others: "none",
  rules: [atLeastOneSet],
});

const place = object({ name: "a place with an id", members: { id: uri }, required: ["id"], others: "any" });

const bizTransaction = object({
  name: "a business transaction",
  members: { type: vocabularyValue("bizTransactionType", "bizTransaction type"), bizTransaction: uri },
  required: ["bizTransaction"],
  others: "none",
});

/** Business transactions. */
export const bizTransactionList = list(bizTransaction);
/** Business transactions, at least one. */
export const someBizTransactions = list(bizTransaction, { minimum: 1 });

function endpointList(name: "source" | "destination"): Check {
  const type = vocabularyValue("sourceDestinationType", `${name} type`);
  return list(
    object({ name: `a ${name}`, members: { type, [name]: uri }, required: ["type", name], others: "none" }),
  );
}

const errorDeclaration = object({
  name: "errorDeclaration",
  members: {
    declarationTime: time,
    reason: vocabularyValue("errorReason", "error reason"),
    correctiveEventIDs: list(uri),
  },
  required: ["declarationTime"],
  others: "extensions",
});

const source = {
  time,
  deviceID: uri,
  deviceMetadata: uri,
  rawData: uri,
  dataProcessingMethod: uri,
  bizRules: uri,
};

// Not among the 72 types of CBV 2.0, yet in published example documents.
const otherMeasurementTypes = ["EffectiveDoseRate"];

const sensorReport = object({
  name: "a sensor report",
  members: {
    ...source,
    type: vocabularyValue("measurementType", "measurement type", otherMeasurementTypes),
    exception: vocabularyValue("sensorAlertType", "sensor exception"),
    microorganism: uri,
    chemicalSubstance: uri,
    coordinateReferenceSystem: uri,
    value: number,
    component: vocabularyValue("component", "component"),
    stringValue: anyText,
    booleanValue: boolean,
    hexBinaryValue: text("hexadecimal digits", (value) => /^[A-Fa-f0-9]+$/.test(value)),
    uriValue: uri,
    minValue: number,
    maxValue: number,
    meanValue: number,
    sDev: number,
    percRank: number,
    percValue: number,
    uom: anyText,
  },
  required: ["type"],
  others: "extensions",
});

const sensorElement = object({
  name: "a sensor element",
  members: {
    sensorMetadata: object({
      name: "sensorMetadata",
      members: { ...source, startTime: time, endTime: time },
      others: "extensions",
    }),
    sensorReport: list(sensorReport, { minimum: 1 }),
  },
  required: ["sensorReport"],
  others: "extensions",
});

/** Members that every event may have. */
export const commonMembers: Record<string, Check> = {
  "@context": context,
  type: anyText,
  eventTime: time,
  recordTime: time,
  eventTimeZoneOffset: text("an offset such as +08:00", (value) =>
    /^[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)$/.test(value),
  ),
  eventID: uri,
  certificationInfo: listOr(list(uri), uri),
  errorDeclaration,
};

/** Members of every standard event type, besides the common ones: why, where and how. */
export const circumstances: Record<string, Check> = {
  bizStep: vocabularyValue("bizStep", "bizStep"),
  disposition,
  readPoint: place,
  bizLocation: place,
  bizTransactionList,
  sourceList: endpointList("source"),
  destinationList: endpointList("destination"),
  sensorElementList: list(sensorElement),
};

/** Instance or lot master data: extensions only. */
export const ilmd = object({ name: "ilmd", members: {}, others: "extensions" });
