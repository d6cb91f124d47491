-- The mirror is derived: emptied, it fills itself again from the log at the next start.
TRUNCATE "mirror"."state", "mirror"."entries", "mirror"."events", "mirror"."event_epcs", "mirror"."sensor_readings", "mirror"."lot_relations", "mirror"."lot_origins", "mirror"."documents", "mirror"."parties", "mirror"."locations", "mirror"."products", "mirror"."certificates";--> statement-breakpoint
DROP INDEX "mirror"."documents_id_folded";--> statement-breakpoint
ALTER TABLE "mirror"."documents" ADD COLUMN "reference" text COLLATE "C" NOT NULL;--> statement-breakpoint
CREATE INDEX "documents_reference_folded" ON "mirror"."documents" USING btree (lower("reference"),"id");