import { DomainError } from "@/lib/errors";
import { describePlace, type PlaceDescription } from "@/server/services/lots/describe-place";
import { ownPlaces } from "@/server/services/lots/own-places";
import { memberProcedure, router } from "../init";
import { type InputObject, objectInput, optionalTextInput, textInput } from "../input";
import { localizedInput } from "../localized-input";

/** The places of the member that is signed in. */
export const placesRouter = router({
  /** Lists them by name. */
  list: memberProcedure.query(({ ctx }) => ownPlaces(ctx.runtime.services.sql, ctx.principal.iss)),

  /** Signs a place's description into the log. */
  describe: memberProcedure
    .input(parseDescription)
    .mutation(({ ctx, input }) => describePlace(ctx.runtime.services, ctx.principal, input)),
});

function parseDescription(value: unknown): PlaceDescription {
  const input = objectInput(value);
  return {
    gln: optionalTextInput(input, "gln", 40) ?? "",
    name: localizedInput(input, "name"),
    city: localizedInput(input, "city"),
    country: textInput(input, "country", 2),
    latitude: degreesInput(input, "latitude"),
    longitude: degreesInput(input, "longitude"),
    timeZone: textInput(input, "timeZone", 60),
  };
}

function degreesInput(input: InputObject, name: "latitude" | "longitude"): number {
  const value = input[name];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new DomainError("malformed", `${name}: expected degrees, got ${JSON.stringify(value)}`, {
    path: name,
  });
}
