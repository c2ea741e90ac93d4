// Open pages follow what others write: while the line stands, before it stood, and after it was cut.

import type { Page } from "@playwright/test";
import { CLASSES, THIS_YEAR, day, expect, number, test, total, totalOf } from "../pages.ts";
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

test("what is done with a report is shown to whoever has it open, with what can be done next; pages of figures ask for nothing", async ({ visit }) => {
  const coming = { user: "captren" } as const;
  const [chair, owing] = [await visit(server, { user: "cdcs" }), await visit(server, { user: "cdcs" })];
  const [officer, awaiting, first, figures] = [
    await visit(server, coming), await visit(server, coming), await visit(server, coming), await visit(server, coming),
  ];
  const own = `unit=cdcs-mau&form=1-hdcd&period=${encodeURIComponent("2025-06-01/2025-11-30")}`;
  const list = `/reports/awaited?${own.replace("cdcs-mau", UPPER)}`;
  const state = (page: Page) => page.locator(".report-standing .badge");
  await awaiting.goto(list);
  const row = awaiting.getByRole("row").filter({ has: awaiting.locator(`a[href*="unit=cdcs-mau&"]`) });
  await lineStands(figures, () => figures.goto(FIGURES));
  let asked = 0;
  figures.on("request", (request) => (asked += Number(request.resourceType() === "fetch")));
  for (const [page, place] of [[officer, `/reports?${own}`], [first, "/"], [owing, "/"], [chair, `/reports?${own}`]] as const) {
    await page.goto(place);
  }
  for (const page of [officer, awaiting, first, owing]) await mark(page);

  await test.step("it is sent: the level above sees it come, and can decide", async () => {
    await expect(first.locator("#reports-today .alert")).toHaveCount(0);
    await expect(officer.getByRole("button", { name: "Duyệt", exact: true })).toHaveCount(0);
    await chair.getByRole("button", { name: "Gửi báo cáo" }).click();
    await expect(state(officer)).toHaveText("Đã gửi, chờ duyệt");
    await expect(officer.locator("#report-told li")).toHaveCount(1);
    await expect(row.locator(".badge")).toHaveText("Đã gửi, chờ duyệt");
    await expect(first.locator("#reports-today .alert")).toContainText("chờ");
    await expect(officer.getByRole("button", { name: "Duyệt", exact: true })).toBeVisible();
    await expect(officer.locator("body[data-marked]")).toHaveCount(1);
  });

  await test.step("what is being typed stays while others speak about it", async () => {
    await officer.getByLabel("Lý do theo dòng").fill("A01 xem lại");
    await chair.getByText("Nhận xét, đính kèm", { exact: true }).first().click();
    await chair.locator("#comment-words").fill("Bản giấy gửi sau");
    await chair.getByRole("button", { name: "Nhận xét, đính kèm" }).click();
    await expect(officer.locator("#report-told")).toContainText("Bản giấy gửi sau");
    await expect(officer.getByLabel("Lý do theo dòng")).toHaveValue("A01 xem lại");
  });

  await test.step("it is given back: who sent it reads why, and may send again", async () => {
    await officer.reload();
    await officer.getByLabel("Lý do theo dòng").fill("A01 xem lại");
    await officer.getByRole("button", { name: "Trả lại" }).click();
    await expect(state(chair)).toHaveText("Bị trả lại");
    await expect(chair.locator("#report-told")).toContainText("xem lại");
    await expect(chair.getByRole("button", { name: "Gửi báo cáo" })).toBeVisible();
    await expect(first.locator("#reports-today .alert")).toHaveCount(0);
  });

  expect(asked, "a deed on a report is no news for figures").toBe(0);
});

test("reminders and days that were lost appear on the pages that had none", async ({ visit }) => {
  const coming = { user: "captren" } as const;
  const [chair, officer, other] = [await visit(server, { user: "cdcs" }), await visit(server, coming), await visit(server, coming)];
  const list = `/reports/awaited?unit=${UPPER}&form=bc-thang`;
  await chair.goto("/");
  await other.goto(list);
  await officer.goto(list);
  for (const page of [chair, other]) await mark(page);
  const owed = chair.locator("#reports-owed li").filter({ hasText: "Gửi ngay hôm nay" });
  await expect(owed).toHaveCount(0);
  await officer.getByLabel("Lời nhắn").fill("Gửi ngay hôm nay");
  await officer.getByRole("button", { name: /^Nhắc \d+ đơn vị chưa gửi$/ }).click();
  await expect(owed).toHaveCount(1);
  await expect(other.locator("#awaited-reports tbody tr").first().locator("td").last()).toHaveText(/\d\d\/\d\d\/\d{4}/);

  await expect(other.locator("#outages")).toHaveCount(0);
  await officer.getByText("Khai ngày không gửi được", { exact: true }).click();
  await officer.getByLabel("Từ ngày").fill(day(2));
  await officer.getByLabel("Đến hết ngày").fill(day(5));
  await officer.getByLabel("Lý do").fill("Báo bão số 12");
  await officer.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(other.locator("#outages")).toContainText("Báo bão số 12");
  // What appeared is as good as what was there before.
  await other.getByRole("button", { name: /^Kết thúc hôm nay/ }).click();
  await expect(other.locator("#outages")).toHaveCount(0);
  await expect(officer.locator("#outages")).toHaveCount(0);
  await expect(chair.locator("body[data-marked]")).toHaveCount(1);
});

test("a line that is refused is asked for again, each time later, until it stands", async ({ visit }) => {
  const [chair, officer] = [await visit(server, { user: "cdcs" }), await visit(server, { user: "captren" })];
  const refused: number[] = [];
  await officer.route("**/figures/live", (route) => {
    refused.push(Date.now());
    return route.fulfill({ status: refused.length % 2 ? 503 : 502, body: "" });
  });
  await officer.goto(FIGURES);
  const before = await totalOf(officer, CLASSES);
  await mark(officer);
  await expect(async () => expect(refused.length).toBeGreaterThan(3)).toPass({ timeout: 20_000 });
  const pauses = refused.slice(1).map((at, index) => at - (refused[index] ?? at));
  expect(pauses[2], `pauses grow: ${pauses}`).toBeGreaterThan(pauses[0] ?? 0);
  await record(chair);
  expect(await totalOf(officer, CLASSES)).toBe(before);
  await officer.unroute("**/figures/live");
  await follows(officer, before + 1);
});

test("what is typed lies in no live part, but where the part says what it was drawn for; and each has an id of its own", async ({ visit }) => {
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
    const fields = ":is(input:not([type=hidden]), select, textarea)";
    await expect(page.locator(`[data-live]:not([data-live-as]) ${fields}`), place).toHaveCount(0);
    const ids = await page.locator("[data-live]").evaluateAll((parts) => parts.map((part) => part.id));
    expect(new Set(ids).size, place).toBe(ids.length);
  }
});
