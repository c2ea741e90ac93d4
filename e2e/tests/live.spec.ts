// Open pages follow what others write: while the line stands, before it stood, and after it was cut.

import type { Page } from "@playwright/test";
import { CLASSES, THIS_YEAR, expect, number, test, total, totalOf } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

const UPPER = "cd-kkt-dong-nam";
const FIGURES = `/figures?unit=${UPPER}&period=${THIS_YEAR}`;
const REPORT = `unit=cdcs-mau&form=1-hdcd&period=${encodeURIComponent("2025-12-01/2026-05-31")}`;

/** The chair writes down a training class of this year. */
async function record(chair: Page): Promise<void> {
  await chair.goto("/registers/training/new");
  await chair.getByLabel("Nội dung").fill("Lớp ghi trong khi trang khác đang mở");
  await chair.getByLabel("Số lượt người dự").fill("12");
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair).toHaveURL(/\/registers\/training\/records\//);
}

/** Marks the page, so that one that was loaded again is told from one that followed. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => document.body.setAttribute("data-marked", ""));
}

async function follows(page: Page, classes: number): Promise<void> {
  await expect(async () => expect(number(await total(page, CLASSES).innerText())).toBe(classes)).toPass({ timeout: 20_000 });
  await expect(page.locator("body[data-marked]")).toHaveCount(1);
}

/** Waits until the page has been told that its line stands, and has asked once for what it missed. */
async function lineStands(page: Page, way: () => Promise<unknown>): Promise<void> {
  const asked = page.waitForResponse((answer) => answer.request().resourceType() === "fetch" && answer.url().includes("/figures?"));
  await way();
  await asked;
}

test("a total follows what somebody else writes down, also what came before the line stood and while it was cut", async ({ visit }) => {
  const [chair, officer] = [await visit(server, { user: "cdcs" }), await visit(server, { user: "captren" })];

  await test.step("a record saved elsewhere moves the total of an open page", async () => {
    await lineStands(officer, () => officer.goto(FIGURES));
    const before = await totalOf(officer, CLASSES);
    await mark(officer);
    await record(chair);
    await follows(officer, before + 1);
  });

  await test.step("what is saved between drawing the page and connecting, which fails at first, is not missed", async () => {
    await officer.route("**/figures/live", (route) => route.abort("internetdisconnected"));
    await officer.goto(FIGURES);
    const before = await totalOf(officer, CLASSES);
    await mark(officer);
    await record(chair);
    expect(await totalOf(officer, CLASSES)).toBe(before);
    await officer.unroute("**/figures/live");
    await follows(officer, before + 1);
  });

  await test.step("what is saved while the line is cut appears when it stands again, and is asked for once", async () => {
    await lineStands(officer, () => officer.goto(FIGURES));
    const before = await totalOf(officer, CLASSES);
    await mark(officer);
    await officer.context().setOffline(true);
    await record(chair);
    await record(chair);
    expect(await totalOf(officer, CLASSES)).toBe(before);
    let asked = 0;
    officer.on("request", (request) => (asked += Number(request.resourceType() === "fetch")));
    await officer.context().setOffline(false);
    await follows(officer, before + 2);
    expect(asked).toBe(1);
  });
});

test("what hangs on figures follows too: how a report stands, how far it is filled, who has begun", async ({ visit }) => {
  const [chair, officer] = [await visit(server, { user: "cdcs" }), await visit(server, { user: "captren" })];
  const awaiting = await visit(server, { user: "captren" });
  await awaiting.goto(`/reports/awaited?${REPORT.replace("cdcs-mau", UPPER)}`);
  const begun = awaiting.getByRole("row").filter({ hasText: "Đang lập" });
  await expect(begun).toHaveCount(0);
  await officer.goto(`/reports?${REPORT}`);
  const state = officer.locator(".report-standing .badge");
  await expect(state).toHaveText("Phải gửi");
  const filled = await officer.locator("#report-filled").innerText();

  await chair.goto(`/reports/fill?${REPORT}`);
  await chair.locator('[id="field-line.A01"]').fill("412");
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(begun).toHaveCount(1);
  await expect(state).toHaveText("Đang lập");
  await expect(officer.locator("#report-filled")).not.toHaveText(filled);
});

test("nothing that is typed lies in a live part, and each has an id of its own", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  const answer = await page.request.get("/api/v1/programmes?unit=ldld-nghe-an&period=2026");
  const { items } = (await answer.json()) as { items: { id: string }[] };
  await page.goto(`/programmes/${items[0]?.id}`);
  const target = await page.locator("#targets th a").first().getAttribute("href");
  const places = [FIGURES, "/", "/programmes", page.url(), target ?? "", `/reports?${REPORT}`, `/reports/awaited?unit=${UPPER}`];
  for (const place of places) {
    await page.goto(place);
    expect(await page.locator("[data-live][id]").count(), place).toBeGreaterThan(0);
    await expect(page.locator("[data-live]:not([id])"), place).toHaveCount(0);
    await expect(page.locator("[data-live] :is(form, input, select, textarea)"), place).toHaveCount(0);
    const ids = await page.locator("[data-live]").evaluateAll((parts) => parts.map((part) => part.id));
    expect(new Set(ids).size, place).toBe(ids.length);
  }
});
