CREATE TABLE "app"."forgotten" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"size" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"left" jsonb NOT NULL,
	CONSTRAINT "forgotten_singleton" CHECK ("app"."forgotten"."singleton")
);
