/** The mirror's tables by name, with what the writer, the rebuild and the audit need to know of each. */
import { type AnyPgTable, getTableConfig } from "drizzle-orm/pg-core";
import { mirrorCertificates } from "@/server/db/schema/mirror-certificates";
import { mirrorDocuments } from "@/server/db/schema/mirror-documents";
import { mirrorEntries } from "@/server/db/schema/mirror-entries";
import { mirrorEventEpcs } from "@/server/db/schema/mirror-event-epcs";
import { mirrorEvents } from "@/server/db/schema/mirror-events";
import { mirrorLocations } from "@/server/db/schema/mirror-locations";
import { mirrorLotOrigins } from "@/server/db/schema/mirror-lot-origins";
import { mirrorLotRelations } from "@/server/db/schema/mirror-lot-relations";
import { mirrorParties } from "@/server/db/schema/mirror-parties";
import { mirrorProducts } from "@/server/db/schema/mirror-products";
import { mirrorSensorReadings } from "@/server/db/schema/mirror-sensor-readings";

/** Tables whose rows belong to one log entry each and never change, but for erasure. */
export const logTables = {
  entries: mirrorEntries,
  events: mirrorEvents,
  event_epcs: mirrorEventEpcs,
  sensor_readings: mirrorSensorReadings,
  lot_relations: mirrorLotRelations,
  lot_origins: mirrorLotOrigins,
  documents: mirrorDocuments,
} as const;

/** Tables with one row an id: the newest record of its first describer. */
export const masterTables = {
  parties: mirrorParties,
  locations: mirrorLocations,
  products: mirrorProducts,
  certificates: mirrorCertificates,
} as const;

const allTables = { ...logTables, ...masterTables };

export type LogTableName = keyof typeof logTables;
export type MasterTableName = keyof typeof masterTables;
export type TableName = keyof typeof allTables;

/** A row as its table holds it; every column is there. */
export type RowOf<T extends TableName> = (typeof allTables)[T]["$inferSelect"];

/** The rows of every table that some part of the log gives. */
export type MirrorRows = { [T in TableName]: RowOf<T>[] };

export const logTableNames = Object.keys(logTables) as LogTableName[];
export const masterTableNames = Object.keys(masterTables) as MasterTableName[];
export const tableNames = Object.keys(allTables) as TableName[];

export interface TableColumn {
  /** The member of a row object. */
  key: string;
  /** The column in SQL. */
  name: string;
  /** The SQL type. */
  type: string;
}

export interface TableShape {
  name: TableName;
  columns: TableColumn[];
  /** Column names. */
  primaryKey: string[];
}

const shapes = new Map(tableNames.map((name) => [name, shapeOf(name, allTables[name])]));

function shapeOf(name: TableName, table: AnyPgTable): TableShape {
  const config = getTableConfig(table);
  const keys = new Map(Object.entries(table).map(([key, column]) => [column, key]));
  return {
    name,
    columns: config.columns.map((column) => ({
      key: keys.get(column) ?? column.name,
      name: column.name,
      type: column.getSQLType(),
    })),
    primaryKey: config.primaryKeys.flatMap((key) => key.columns.map((column) => column.name)),
  };
}

/** Columns of which the log tells the value only when it has admitted an entry. */
const placeColumns: readonly string[] = ["leaf_index", "ordinal", "record_time"];

/** A table's columns in the order rows are copied in: first those that say where the row stands in the log. */
export interface CopiedColumns {
  place: TableColumn[];
  rest: TableColumn[];
}

/** Tells a table's columns in the order rows are copied in. */
export function copiedColumns(name: TableName): CopiedColumns {
  const { columns } = tableShape(name);
  return {
    place: columns.filter((column) => placeColumns.includes(column.name)),
    rest: columns.filter((column) => !placeColumns.includes(column.name)),
  };
}

/** Tells a table's columns, in the order of the table, and its primary key. */
export function tableShape(name: TableName): TableShape {
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`invariant: no table ${name}`);
  return shape;
}

/** Makes an empty set of rows. */
export function noRows(): MirrorRows {
  return {
    entries: [],
    events: [],
    event_epcs: [],
    sensor_readings: [],
    lot_relations: [],
    lot_origins: [],
    documents: [],
    parties: [],
    locations: [],
    products: [],
    certificates: [],
  };
}
