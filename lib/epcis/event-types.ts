/** The five event types of EPCIS 2.0 and what each demands (EPCIS 2.0 §7.4; its JSON schema, and the rules it leaves out). */
import { isObject, type JsonObject, type JsonValue } from "../json";
import { type Check, list, object, oneOf, type Rule, uri } from "./check";
import { at, type Inspection, type Path } from "./inspection";
import {
  circumstances,
  commonMembers,
  ilmd,
  persistentDisposition,
  quantityList,
  someBizTransactions,
} from "./shapes";
import { isUri } from "./uri";

const action = oneOf("ADD", "OBSERVE", "DELETE");
const always = ["eventTime", "eventTimeZoneOffset", "type"];

function hasSome(event: JsonObject, ...names: string[]): boolean {
  return names.some((name) => {
    const value = event[name];
    return Array.isArray(value) && value.length > 0;
  });
}

const objectsOrReadings: Rule = (event, path, inspection) => {
  const hasReadings = hasSome(event, "sensorElementList") && isObject(event.readPoint);
  if (Object.hasOwn(event, "epcList") || hasSome(event, "quantityList") || hasReadings) return;
  inspection.add(path, "epcList, quantityList, or sensorElementList with readPoint", undefined);
};

const ilmdOnlyWhenAdded: Rule = (event, path, inspection) => {
  if (Object.hasOwn(event, "ilmd") && event.action !== "ADD") {
    inspection.add(at(path, "ilmd"), "ilmd only with action ADD", event.action);
  }
};

const childrenUnlessDeleted: Rule = (event, path, inspection) => {
  if (hasSome(event, "childEPCs", "childQuantityList") || event.action === "DELETE") return;
  inspection.add(path, "childEPCs or childQuantityList", undefined);
};

/** EPCIS 2.0 §7.4.3: only an observation may leave the parent unsaid. */
const parentUnlessObserved: Rule = (event, path, inspection) => {
  if (Object.hasOwn(event, "parentID") || event.action === "OBSERVE") return;
  inspection.add(at(path, "parentID"), "parentID with action ADD or DELETE", undefined);
};

const objectsUnlessDeleted: Rule = (event, path, inspection) => {
  if (Object.hasOwn(event, "epcList") || hasSome(event, "quantityList") || event.action === "DELETE") return;
  inspection.add(path, "epcList or quantityList", undefined);
};

const inputsAndOutputs: Rule = (event, path, inspection) => {
  const hasInputs = hasSome(event, "inputEPCList", "inputQuantityList");
  const hasOutputs = hasSome(event, "outputEPCList", "outputQuantityList");
  if (hasInputs && hasOutputs) return;
  if (Object.hasOwn(event, "transformationID") && (hasInputs || hasOutputs)) return;
  inspection.add(path, "inputs and outputs, or one of them with a transformationID", undefined);
};

const epcs = list(uri);
const distinctEpcs = list(uri, { isUnique: true });
const family = { parentID: uri, childEPCs: epcs, childQuantityList: quantityList };

const eventTypes = new Map<JsonValue, Check>([
  [
    "ObjectEvent",
    object({
      name: "ObjectEvent",
      members: {
        ...commonMembers,
        ...circumstances,
        action,
        epcList: distinctEpcs,
        quantityList,
        persistentDisposition,
        ilmd,
      },
      required: [...always, "action"],
      others: "extensions",
      rules: [objectsOrReadings, ilmdOnlyWhenAdded],
    }),
  ],
  [
    "AggregationEvent",
    object({
      name: "AggregationEvent",
      members: { ...commonMembers, ...circumstances, ...family, action },
      required: [...always, "action"],
      others: "extensions",
      rules: [childrenUnlessDeleted, parentUnlessObserved],
    }),
  ],
  [
    "AssociationEvent",
    object({
      name: "AssociationEvent",
      members: { ...commonMembers, ...circumstances, ...family, action },
      required: [...always, "action", "parentID"],
      others: "extensions",
      rules: [childrenUnlessDeleted],
    }),
  ],
  [
    "TransactionEvent",
    object({
      name: "TransactionEvent",
      members: {
        ...commonMembers,
        ...circumstances,
        action,
        parentID: uri,
        epcList: epcs,
        quantityList,
        bizTransactionList: someBizTransactions,
      },
      required: [...always, "action", "bizTransactionList"],
      others: "extensions",
      rules: [objectsUnlessDeleted],
    }),
  ],
  [
    "TransformationEvent",
    object({
      name: "TransformationEvent",
      members: {
        ...commonMembers,
        ...circumstances,
        inputEPCList: distinctEpcs,
        inputQuantityList: quantityList,
        outputEPCList: distinctEpcs,
        outputQuantityList: quantityList,
        transformationID: uri,
        persistentDisposition,
        ilmd,
      },
      required: always,
      others: "extensions",
      rules: [inputsAndOutputs],
    }),
  ],
]);

const extendedEvent = object({
  name: "an event",
  members: commonMembers,
  required: always,
  others: "any",
});

/** The names of the standard event types. */
export const eventTypeNames: readonly string[] = [...eventTypes.keys()].map(String);

/** Checks an event of a standard type, or of a type of one's own, which must be named by a URI. */
export function checkEvent(event: JsonValue, path: Path, inspection: Inspection): void {
  const type = isObject(event) ? event.type : undefined;
  const check = eventTypes.get(type ?? null);
  if (check === undefined && type !== undefined) checkOwnType(type, at(path, "type"), inspection);
  (check ?? extendedEvent)(event, path, inspection);
}

function checkOwnType(type: JsonValue, path: Path, inspection: Inspection): void {
  // A standard type in a longer spelling would slip past the rules of its type.
  const isStandard = /^(?:epcis:|https?:\/\/ref\.gs1\.org\/epcis\/)/.test(String(type));
  if (typeof type !== "string" || !isUri(type) || isStandard) {
    inspection.add(path, `one of ${eventTypeNames.join(", ")}, or a URI of one's own`, type);
  } else if (!inspection.hasDeclaredPrefix(type)) {
    inspection.add(path, "an event type whose prefix @context declares", type);
  }
}
