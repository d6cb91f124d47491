CREATE SCHEMA "mirror";
--> statement-breakpoint
CREATE TABLE "mirror"."certificates" (
	"id" text COLLATE "C" NOT NULL,
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"iss" text COLLATE "C" NOT NULL,
	"claim_en" text,
	"claim_zh" text,
	"subject" text COLLATE "C",
	"standard" text,
	"valid_from" timestamp with time zone,
	"valid_until" timestamp with time zone,
	"terms" "tsvector" NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "certificates_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "mirror"."documents" (
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"type" text COLLATE "C",
	"id" text COLLATE "C" NOT NULL,
	CONSTRAINT "documents_pkey" PRIMARY KEY("leaf_index","ordinal","position")
);
--> statement-breakpoint
CREATE TABLE "mirror"."entries" (
	"leaf_index" bigint NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"iss" text COLLATE "C" NOT NULL,
	"kid" "bytea" NOT NULL,
	"typ" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"issued_at" timestamp with time zone,
	"record_time" timestamp with time zone NOT NULL,
	"event_count" integer NOT NULL,
	"size_bytes" integer NOT NULL,
	"record" jsonb,
	CONSTRAINT "entries_pkey" PRIMARY KEY("leaf_index")
);
--> statement-breakpoint
CREATE TABLE "mirror"."event_epcs" (
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"role" text NOT NULL,
	"position" integer NOT NULL,
	"is_class" boolean NOT NULL,
	"epc" text COLLATE "C" NOT NULL,
	"gtin" text COLLATE "C",
	"lot" text COLLATE "C",
	"serial" text COLLATE "C",
	"quantity" double precision,
	"uom" text,
	"event_time" timestamp with time zone,
	CONSTRAINT "event_epcs_pkey" PRIMARY KEY("leaf_index","ordinal","role","is_class","position")
);
--> statement-breakpoint
CREATE TABLE "mirror"."events" (
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"event_id" text COLLATE "C",
	"event_hash" text COLLATE "C",
	"content_hash" "bytea",
	"type" text COLLATE "C",
	"action" text,
	"event_time" timestamp with time zone,
	"event_time_zone_offset" text,
	"record_time" timestamp with time zone NOT NULL,
	"biz_step" text COLLATE "C",
	"disposition" text COLLATE "C",
	"read_point" text COLLATE "C",
	"biz_location" text COLLATE "C",
	"transformation_id" text COLLATE "C",
	"iss" text COLLATE "C" NOT NULL,
	"event_root" "bytea" NOT NULL,
	"is_error_declaration" boolean NOT NULL,
	"is_erased" boolean NOT NULL,
	"body" jsonb,
	CONSTRAINT "events_pkey" PRIMARY KEY("leaf_index","ordinal")
);
--> statement-breakpoint
CREATE TABLE "mirror"."locations" (
	"id" text COLLATE "C" NOT NULL,
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"iss" text COLLATE "C" NOT NULL,
	"name_en" text,
	"name_zh" text,
	"city_en" text,
	"city_zh" text,
	"country" text,
	"latitude" double precision,
	"longitude" double precision,
	"time_zone" text,
	"party" text COLLATE "C",
	"terms" "tsvector" NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "locations_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "mirror"."lot_origins" (
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"position" integer NOT NULL,
	"epc" text COLLATE "C" NOT NULL,
	"gtin" text COLLATE "C" NOT NULL,
	"lot" text COLLATE "C" NOT NULL,
	"iss" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"quantity" double precision,
	"uom" text,
	"item_count" integer NOT NULL,
	"best_before" text,
	"place" text COLLATE "C",
	"event_time" timestamp with time zone,
	CONSTRAINT "lot_origins_pkey" PRIMARY KEY("leaf_index","ordinal","position")
);
--> statement-breakpoint
CREATE TABLE "mirror"."lot_relations" (
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"from_epc" text COLLATE "C" NOT NULL,
	"to_epc" text COLLATE "C" NOT NULL,
	"from_quantity" double precision,
	"from_uom" text,
	"to_quantity" double precision,
	"to_uom" text,
	"event_time" timestamp with time zone,
	"action" text,
	CONSTRAINT "lot_relations_pkey" PRIMARY KEY("leaf_index","ordinal","position")
);
--> statement-breakpoint
CREATE TABLE "mirror"."parties" (
	"id" text COLLATE "C" NOT NULL,
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"iss" text COLLATE "C" NOT NULL,
	"name_en" text,
	"name_zh" text,
	"country" text,
	"website" text,
	"terms" "tsvector" NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "parties_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "mirror"."products" (
	"id" text COLLATE "C" NOT NULL,
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"iss" text COLLATE "C" NOT NULL,
	"gtin" text COLLATE "C",
	"name_en" text,
	"name_zh" text,
	"brand_en" text,
	"brand_zh" text,
	"party" text COLLATE "C",
	"minimum_temperature" double precision,
	"maximum_temperature" double precision,
	"temperature_uom" text,
	"shelf_life_days" integer,
	"image" text,
	"terms" "tsvector" NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "products_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "mirror"."sensor_readings" (
	"leaf_index" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"element" integer NOT NULL,
	"report" integer NOT NULL,
	"type" text COLLATE "C",
	"device_id" text COLLATE "C",
	"time" timestamp with time zone,
	"value" double precision,
	"min_value" double precision,
	"max_value" double precision,
	"mean_value" double precision,
	"uom" text,
	"string_value" text,
	"boolean_value" boolean,
	"exception" text,
	CONSTRAINT "sensor_readings_pkey" PRIMARY KEY("leaf_index","ordinal","element","report")
);
--> statement-breakpoint
CREATE TABLE "mirror"."state" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"applied_size" bigint NOT NULL,
	"root_hash" "bytea" NOT NULL,
	"frontier" "bytea" NOT NULL,
	CONSTRAINT "state_singleton" CHECK ("mirror"."state"."singleton")
);
--> statement-breakpoint
CREATE INDEX "certificates_subject" ON "mirror"."certificates" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "certificates_terms" ON "mirror"."certificates" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "documents_id" ON "mirror"."documents" USING btree ("id","leaf_index","ordinal");--> statement-breakpoint
CREATE INDEX "documents_id_folded" ON "mirror"."documents" USING btree (lower("id"),"id");--> statement-breakpoint
CREATE INDEX "entries_iss_record_time" ON "mirror"."entries" USING btree ("iss","record_time");--> statement-breakpoint
CREATE INDEX "entries_typ_leaf_index" ON "mirror"."entries" USING btree ("typ","leaf_index");--> statement-breakpoint
CREATE INDEX "entries_kid_seq" ON "mirror"."entries" USING btree ("kid","seq");--> statement-breakpoint
CREATE INDEX "event_epcs_epc_event_time" ON "mirror"."event_epcs" USING btree ("epc","event_time","leaf_index","ordinal");--> statement-breakpoint
CREATE INDEX "event_epcs_gtin_lot" ON "mirror"."event_epcs" USING btree ("gtin","lot","event_time") WHERE "mirror"."event_epcs"."lot" is not null;--> statement-breakpoint
CREATE INDEX "event_epcs_lot_folded" ON "mirror"."event_epcs" USING btree (lower("lot"),"gtin","lot") WHERE "mirror"."event_epcs"."lot" is not null;--> statement-breakpoint
CREATE INDEX "event_epcs_serial_folded" ON "mirror"."event_epcs" USING btree (lower("serial"),"epc") WHERE "mirror"."event_epcs"."serial" is not null;--> statement-breakpoint
CREATE INDEX "events_event_id" ON "mirror"."events" USING btree ("event_id") WHERE "mirror"."events"."event_id" is not null;--> statement-breakpoint
CREATE INDEX "events_iss_event_hash" ON "mirror"."events" USING btree ("iss","event_hash") WHERE "mirror"."events"."event_hash" is not null;--> statement-breakpoint
CREATE INDEX "events_event_time" ON "mirror"."events" USING btree ("event_time","leaf_index","ordinal") WHERE "mirror"."events"."event_time" is not null;--> statement-breakpoint
CREATE INDEX "events_iss_event_time" ON "mirror"."events" USING btree ("iss","event_time","leaf_index","ordinal");--> statement-breakpoint
CREATE INDEX "events_read_point_event_time" ON "mirror"."events" USING btree ("read_point","event_time","leaf_index","ordinal") WHERE "mirror"."events"."read_point" is not null;--> statement-breakpoint
CREATE INDEX "events_biz_location_event_time" ON "mirror"."events" USING btree ("biz_location","event_time","leaf_index","ordinal") WHERE "mirror"."events"."biz_location" is not null;--> statement-breakpoint
CREATE INDEX "events_transformation_id" ON "mirror"."events" USING btree ("transformation_id") WHERE "mirror"."events"."transformation_id" is not null;--> statement-breakpoint
CREATE INDEX "events_record_type" ON "mirror"."events" USING btree ("type","leaf_index") WHERE "mirror"."events"."event_time" is null;--> statement-breakpoint
CREATE INDEX "locations_party" ON "mirror"."locations" USING btree ("party");--> statement-breakpoint
CREATE INDEX "locations_terms" ON "mirror"."locations" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "lot_origins_iss_event_time" ON "mirror"."lot_origins" USING btree ("iss","event_time","epc");--> statement-breakpoint
CREATE INDEX "lot_origins_epc" ON "mirror"."lot_origins" USING btree ("epc","iss","event_time");--> statement-breakpoint
CREATE INDEX "lot_origins_gtin_event_time" ON "mirror"."lot_origins" USING btree ("gtin","event_time");--> statement-breakpoint
CREATE INDEX "lot_relations_from" ON "mirror"."lot_relations" USING btree ("from_epc","event_time");--> statement-breakpoint
CREATE INDEX "lot_relations_to" ON "mirror"."lot_relations" USING btree ("to_epc","event_time");--> statement-breakpoint
CREATE INDEX "parties_iss" ON "mirror"."parties" USING btree ("iss");--> statement-breakpoint
CREATE INDEX "parties_terms" ON "mirror"."parties" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "products_gtin" ON "mirror"."products" USING btree ("gtin");--> statement-breakpoint
CREATE INDEX "products_party" ON "mirror"."products" USING btree ("party");--> statement-breakpoint
CREATE INDEX "products_terms" ON "mirror"."products" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "sensor_readings_device_id_time" ON "mirror"."sensor_readings" USING btree ("device_id","time") WHERE "mirror"."sensor_readings"."device_id" is not null;