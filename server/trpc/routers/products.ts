import { DomainError } from "@/lib/errors";
import { describeProduct, type ProductDescription } from "@/server/services/lots/describe-product";
import { ownProducts } from "@/server/services/lots/own-products";
import { certificatesOf } from "@/server/services/trace/master-data";
import { memberProcedure, router } from "../init";
import { type InputObject, integerInput, objectInput, present, textInput } from "../input";
import { localizedInput } from "../localized-input";

/** The products of the member that is signed in. */
export const productsRouter = router({
  /** Lists them by name. */
  list: memberProcedure.query(({ ctx }) => ownProducts(ctx.runtime.services.sql, ctx.principal.iss)),

  /** Signs a product's description into the log. */
  describe: memberProcedure
    .input(parseDescription)
    .mutation(({ ctx, input }) => describeProduct(ctx.runtime.services, ctx.principal, input)),

  /** Lists what certifiers vouch for about the member and its products. */
  certificates: memberProcedure.query(async ({ ctx }) => {
    const { sql } = ctx.runtime.services;
    const products = await ownProducts(sql, ctx.principal.iss);
    return certificatesOf(sql, [ctx.principal.iss, ...products.map((product) => product.id)]);
  }),
});

function parseDescription(value: unknown): ProductDescription {
  const input = objectInput(value);
  const band = input.temperatureBand;
  return present({
    gtin: textInput(input, "gtin", 40),
    name: localizedInput(input, "name"),
    brand: localizedInput(input, "brand"),
    shelfLifeDays:
      input.shelfLifeDays === undefined
        ? undefined
        : integerInput(input, "shelfLifeDays", { minimum: 1, maximum: 36_500 }),
    temperatureBand: band === undefined ? undefined : bandInput(objectInput(band)),
  });
}

function bandInput({ minimum, maximum }: InputObject): { minimum: number; maximum: number } {
  if (typeof minimum === "number" && typeof maximum === "number" && minimum < maximum) {
    return { minimum, maximum };
  }
  throw new DomainError(
    "malformed",
    `temperatureBand: expected a lowest below a highest temperature, got ${String(minimum)} to ${String(maximum)}`,
    { path: "temperatureBand" },
  );
}
