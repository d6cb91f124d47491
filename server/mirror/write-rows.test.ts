import { expect, test } from "vitest";
import { createTestDatabase } from "@/server/db/testing";
import { copyRows } from "./write-rows";

test("a row that the database refuses at the end of a copy rejects with its reason and leaves the connection usable", async () => {
  const { sql, close } = await createTestDatabase();
  await sql`alter table mirror.documents add constraint refused check (id <> 'refused')`;
  const row = (position: number, id: string) => ({
    leafIndex: 0,
    ordinal: 0,
    position,
    kind: "bizTransaction",
    reference: id,
    type: null,
    id,
  });
  for (const id of ["refused", "accepted"]) {
    const copied = sql.begin((tx) =>
      copyRows(tx, { table: "documents", schema: "mirror" }, [row(0, "a"), row(1, id)]),
    );
    await (id === "refused" ? expect(copied).rejects.toThrow('violates check constraint "refused"') : copied);
  }
  expect([...(await sql`select id from mirror.documents order by position`)]).toEqual([
    { id: "a" },
    { id: "accepted" },
  ]);
  await close();
});
