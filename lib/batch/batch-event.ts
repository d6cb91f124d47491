import type { JsonObject } from "../json";
import { type Amount, type Batch, type BatchReading, batchId } from "./batch";

const hourMs = 3_600_000;

/**
 * Builds the EPCIS 2.0 event of a batch: an ObjectEvent ADD for goods that begin here, a TransformationEvent for goods made of
 * input lots (EPCIS 2.0 §7.4.2, §7.4.6). Keys stand in the order in which people read them.
 */
export function batchEvent(batch: Batch): JsonObject {
  const isTransformation = batch.inputs.length > 0;
  const made = quantityElement(batchId(batch), batch.amount);
  return {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: isTransformation ? "TransformationEvent" : "ObjectEvent",
    ...(isTransformation ? {} : { action: "ADD" }),
    eventTime: batch.time,
    eventTimeZoneOffset: batch.offset,
    bizStep: "commissioning",
    disposition: "active",
    readPoint: { id: batch.place },
    bizLocation: { id: batch.place },
    ...(isTransformation
      ? {
          inputQuantityList: batch.inputs.map(({ epc, amount }) => quantityElement(epc, amount)),
          outputQuantityList: [made],
        }
      : { quantityList: [made] }),
    ilmd: {
      "cbvmda:lotNumber": batch.lot,
      ...(batch.bestBefore === undefined ? {} : { "cbvmda:bestBeforeDate": batch.bestBefore }),
      ...(batch.expiration === undefined ? {} : { "cbvmda:itemExpirationDate": batch.expiration }),
    },
    ...(batch.readings.length === 0 ? {} : { sensorElementList: sensorElements(batch) }),
    ...(batch.certificates.length === 0 ? {} : { certificationInfo: [...batch.certificates] }),
  };
}

function quantityElement(epcClass: string, amount: Amount | undefined): JsonObject {
  if (amount === undefined) return { epcClass };
  return { epcClass, quantity: amount.quantity, ...(amount.uom === undefined ? {} : { uom: amount.uom }) };
}

/** One sensor element for each hour of the log: a field of the proof is then an hour, not a reading. */
function sensorElements({ readings, device }: Batch): JsonObject[] {
  const hours = new Map<number, BatchReading[]>();
  for (const reading of readings) {
    const hour = Math.floor(Date.parse(reading.time) / hourMs);
    const list = hours.get(hour);
    if (list === undefined) hours.set(hour, [reading]);
    else list.push(reading);
  }
  return [...hours.values()].map((list) => ({
    sensorMetadata: {
      ...(device === undefined ? {} : { deviceID: device }),
      startTime: list[0]?.time ?? "",
      endTime: list.at(-1)?.time ?? "",
    },
    sensorReport: list.flatMap(reports),
  }));
}

function reports({ time, temperature, humidity }: BatchReading): JsonObject[] {
  const list: JsonObject[] = [];
  if (temperature !== undefined) list.push({ type: "Temperature", value: temperature, uom: "CEL", time });
  if (humidity !== undefined) list.push({ type: "RelativeHumidity", value: humidity, uom: "P1", time });
  return list;
}
