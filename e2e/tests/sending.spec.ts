// What is pressed while something else is under way: nothing is lost, nothing is done twice, and address and page belong together.

import type { Page } from "@playwright/test";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

const REPORT = `unit=cdcs-mau&form=1-hdcd&period=${encodeURIComponent("2025-12-01/2026-05-31")}`;
const SLOW = 1_500;

/** Lets the answer of an address wait. */
async function slow(page: Page, address: string): Promise<void> {
  await page.route(address, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW));
    // The page may have thought better of it.
    await route.continue().catch(() => undefined);
  });
}

/** The link of the navigation to programmes. */
function elsewhere(page: Page) {
  return page.locator('.sidenav a.nav-wide[href="/programmes"]');
}

test("what was sent is answered, shown and sent once, whatever else is pressed", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs" });
  const state = chair.locator(".report-standing .badge");
  const [send, recall] = ["Gửi báo cáo", "Rút lại để sửa"].map((name) => chair.getByRole("button", { name }));
  if (!send || !recall) throw new Error("two buttons");
  await chair.goto(`/reports?${REPORT}`);

  await test.step("a page that is slow to come neither keeps a form from being sent nor takes the place of its answer", async () => {
    await slow(chair, "**/programmes");
    await elsewhere(chair).click();
    await send.click();
    await expect(state).toHaveText("Đã gửi, chờ duyệt");
    await chair.waitForTimeout(SLOW * 1.5);
    await expect(chair).toHaveURL(/\/reports\?/);
    await expect(state).toHaveText("Đã gửi, chờ duyệt");
  });

  await test.step("while what was sent waits for its answer nothing else is pressed", async () => {
    await slow(chair, "**/reports/deeds");
    let sent = 0;
    chair.on("request", (request) => (sent += Number(request.method() === "POST")));
    await recall.click();
    await expect(recall).toBeDisabled();
    await elsewhere(chair).click();
    await recall.click({ force: true });
    await expect(state).toHaveText("Đang lập");
    await expect(chair).toHaveURL(/\/reports\?/);
    expect(sent).toBe(1);
    await expect(send).toBeEnabled();
  });

  await test.step("what did not arrive can be pressed again", async () => {
    await chair.unroute("**/reports/deeds");
    await chair.route("**/reports/deeds", (route) => route.abort("internetdisconnected"));
    await send.click();
    await expect(send).toBeEnabled();
    await chair.unroute("**/reports/deeds");
    await send.click();
    await expect(state).toHaveText("Đã gửi, chờ duyệt");
  });
});

test("branches of the tree open side by side, however slow the first one is", async ({ visit }) => {
  const officer = await visit(server, { user: "chuyenvien" });
  await officer.goto("/units");
  const toggles = officer.locator("a[data-branch][aria-expanded=false]");
  const [first, second] = await toggles.evaluateAll((all) => all.slice(0, 2).map((one) => one.getAttribute("href") ?? ""));
  const asked: string[] = [];
  officer.on("requestfinished", (request) => asked.push(new URL(request.url()).pathname + new URL(request.url()).search));
  for (const href of [first, second]) await officer.locator(`a[data-branch][href="${href}"]`).click();
  await expect(async () => expect(asked).toEqual(expect.arrayContaining([first, second]))).toPass();
});
