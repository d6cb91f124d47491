import type { Page } from "@playwright/test";

/** Signs in on the sign-in page as the person of a member; ends on that person's first page. */
export async function signIn(page: Page, member: string): Promise<void> {
  await page.goto("/signin");
  await page.getByRole("button", { name: member }).click();
  await page.waitForURL(/\/(lots|search)$/);
}
