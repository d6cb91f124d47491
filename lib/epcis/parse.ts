/**
 * Reads EPCIS 2.0 in JSON: one event, an EPCISDocument or an EPCISQueryDocument, into events in normal form.
 * As strict as the published JSON schema with its formats asserted, and stricter where the standard is:
 * - prefixes of extensions and of own event types must be declared in `@context`;
 * - an aggregation that adds or deletes names its parent;
 * - times have the form of xsd:dateTimeStamp (no space for the T, offset with its colon);
 * - a standard event type has its short name, so that no spelling of it slips past its rules.
 * More lenient in two things: bare words that an own context defines, and the measurement type EffectiveDoseRate, which
 * published documents use, pass. An attribute in both sensorMetadata and sensorReport passes, though GS1's test case TCR-53
 * (step 29) refuses it, because GS1's own published examples do it; the report's wins.
 */
import { isObject, type JsonArray, type JsonObject, type JsonValue } from "../json";
import { anyText, anything, type Check, list, object, text, time, uri } from "./check";
import { checkEvent } from "./event-types";
import { at, Inspection, type Path } from "./inspection";
import { normalizeEvent, ownContextEntries } from "./normal-form";
import { context } from "./shapes";

/** What a document or event held. */
export interface ParsedEpcis {
  /** In normal form and document order; eventID is absent where the capturer gave none. */
  events: JsonObject[];
  /** The document's context entries that are not the standard one; they are in every event too. */
  documentContext: JsonArray;
  /** The vocabularies of the document's master data, as they came. */
  masterData: JsonObject[];
  /** Whether it was one event without a document around it. */
  isBareEvent: boolean;
}

/**
 * Parses EPCIS 2.0 JSON.
 * @throws DomainError malformed: the message tells the first thing wrong, `path` its JSONPath, `details` up to fifty as
 * `{eventIndex, path, expected, got}`
 */
export function parseEpcis(value: JsonValue): ParsedEpcis {
  const inspection = new Inspection();
  const type = isObject(value) ? value.type : undefined;
  if (type === "EPCISDocument") return parseDocument(value, inspection, epcisDocument, documentBody);
  if (type === "EPCISQueryDocument") return parseDocument(value, inspection, epcisQueryDocument, queryBody);
  return parseBareEvent(value, inspection);
}

function parseBareEvent(value: JsonValue, inspection: Inspection): ParsedEpcis {
  const event = isObject(value) ? value : {};
  inspection.eventIndex = 0;
  inspection.enter(ownContextEntries(event["@context"]));
  if (isObject(value) && !Object.hasOwn(value, "@context")) {
    inspection.add(at("$", "@context"), "@context in an event of its own", undefined);
  }
  checkEvent(value, "$", inspection);
  inspection.end();
  return { events: [normalizeEvent(event)], documentContext: [], masterData: [], isBareEvent: true };
}

/** Where a kind of document keeps its events and master data. */
interface Body {
  eventsPath: string[];
  masterDataPath: string[];
}

const documentBody: Body = {
  eventsPath: ["epcisBody", "eventList"],
  masterDataPath: ["epcisHeader", "epcisMasterData", "vocabularyList"],
};
const queryBody: Body = {
  eventsPath: ["epcisBody", "queryResults", "resultsBody", "eventList"],
  masterDataPath: ["epcisBody", "queryResults", "resultsBody", "vocabularyList"],
};

function parseDocument(value: JsonValue, inspection: Inspection, check: Check, body: Body): ParsedEpcis {
  const document = isObject(value) ? value : {};
  const documentContext = ownContextEntries(document["@context"]);
  inspection.enter(documentContext);
  check(value, "$", inspection);
  const events = arrayAt(document, body.eventsPath);
  const eventsPath = body.eventsPath.reduce<Path>(at, "$");
  events.forEach((event, index) => {
    inspection.eventIndex = index;
    const own = isObject(event) ? ownContextEntries(event["@context"]) : [];
    inspection.enter([...documentContext, ...own]);
    checkEvent(event, at(eventsPath, index), inspection);
  });
  inspection.end();
  return {
    events: events.filter(isObject).map((event) => normalizeEvent(event, documentContext)),
    documentContext,
    masterData: arrayAt(document, body.masterDataPath).filter(isObject),
    isBareEvent: false,
  };
}

function arrayAt(document: JsonObject, path: string[]): JsonArray {
  let value: JsonValue | undefined = document;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return Array.isArray(value) ? value : [];
}

const version = text("a version such as 2.0", (value) => /^\d+(?:\.\d+)*$/.test(value));

const attributeValue: Check = (value, path, inspection) => {
  if (!["number", "string"].includes(typeof value) && !isObject(value)) {
    inspection.add(path, "a number, text or object", value);
  }
};

const attribute = object({
  name: "an attribute",
  members: { id: uri, attribute: attributeValue },
  required: ["id"],
  others: "any",
});

const vocabularyElement = object({
  name: "a vocabulary element",
  members: {
    id: uri,
    attributes: list(attribute),
    children: list(uri),
  },
  required: ["id"],
  others: "any",
});

const vocabularyList = list(
  object({
    name: "a vocabulary",
    members: { type: uri, vocabularyElementList: list(vocabularyElement) },
    required: ["type"],
    others: "any",
  }),
);

const masterData = object({
  name: "epcisMasterData",
  members: { vocabularyList },
  others: "any",
});

// The events are looked at one by one afterwards, each with its own context.
const eventList = list(anything);

const documentHead = {
  "@context": context,
  id: uri,
  type: anyText,
  schemaVersion: version,
  creationDate: time,
};

const epcisDocument = object({
  name: "EPCISDocument",
  members: {
    ...documentHead,
    instanceIdentifier: anyText,
    sender: anyText,
    receiver: anyText,
    epcisHeader: object({
      name: "epcisHeader",
      members: { epcisMasterData: masterData },
      others: "extensions",
    }),
    epcisBody: object({
      name: "epcisBody",
      members: { eventList },
      required: ["eventList"],
      others: "any",
    }),
  },
  required: ["@context", "schemaVersion", "creationDate", "epcisBody"],
  others: "extensions",
});

const resultsBody = object({
  name: "resultsBody",
  members: { eventList, vocabularyList },
  required: ["eventList"],
  others: "extensions",
});

const queryResults = object({
  name: "queryResults",
  members: { queryName: anyText, subscriptionID: anyText, resultsBody },
  required: ["queryName", "resultsBody"],
  others: "extensions",
});

const epcisQueryDocument = object({
  name: "EPCISQueryDocument",
  members: {
    ...documentHead,
    epcisBody: object({
      name: "epcisBody",
      members: { queryResults },
      required: ["queryResults"],
      others: "extensions",
    }),
  },
  required: ["@context", "epcisBody"],
  others: "extensions",
});
