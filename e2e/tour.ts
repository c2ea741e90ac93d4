// The pages that are looked at one by one: for accessibility, for what the browser may load, for pictures.

import { expect, type Page } from "@playwright/test";
import { THIS_YEAR, aRecord } from "./pages.ts";
import type { User } from "./server.ts";

/** A page: what it is called, who sees it, and how one comes there. */
export interface Stop {
  name: string;
  user?: User;
  come: (page: Page) => Promise<void>;
}

const at = (path: string) => async (page: Page) => {
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(200);
};

async function programme(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/programmes?unit=ldld-thai-nguyen&period=2020");
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const first = items[0];
  if (!first) throw new Error("ldld-thai-nguyen has no programme for 2020");
  return first.id;
}

/** A task of the model union. */
async function task(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/tasks?view=unit&state=open");
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const first = items[0];
  if (!first) throw new Error("no task is open");
  return first.id;
}

/** Pages of tasks. */
export const TASKS: Stop[] = [
  { name: "tasks", user: "captren", come: at("/tasks") },
  { name: "tasks-below", user: "chuyenvien", come: at("/tasks?view=below&unit=ldld-nghe-an") },
  { name: "task-chair", user: "cdcs", come: async (page) => at(`/tasks/${await task(page)}`)(page) },
  {
    name: "task-board",
    user: "chuyenvien",
    come: async (page) => {
      const answer = await page.request.get("/api/v1/programmes?unit=ldld-nghe-an&period=2026");
      const { items } = (await answer.json()) as { items: { id: string; title: string }[] };
      const found = items.find((one) => one.title === "Chương trình công tác năm 2026");
      await at(`/programmes/${found?.id}/tasks`)(page);
      // Every form of the page is looked at, not only what stands open.
      for (const shut of await page.locator("main details > summary:visible").all()) await shut.click();
    },
  },
  { name: "calendar", user: "cdcs", come: at("/me/calendar") },
];

/** The scheme of Nghệ An. */
async function scheme(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/schemes");
  const { items } = (await answer.json()) as { items: { id: string; unit: string }[] };
  const own = items.find(({ unit }) => unit === "ldld-nghe-an");
  if (!own) throw new Error("ldld-nghe-an has no scheme");
  return own.id;
}

/** A short text with one finding of each kind. */
const TEXT =
  "Căn cứ Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị, năm 2026 phấn đấu mở ít nhất 9 lớp tập huấn. " +
  "Quý I đã thăm 310 đoàn viên.";

/** The page of a directive of the demonstration, or one below it. */
const paper = (symbol: string, below = "") => async (page: Page) => {
  await at(`/directives?${new URLSearchParams({ q: symbol })}`)(page);
  const found = await page.getByRole("link", { name: symbol, exact: true }).first().getAttribute("href");
  await at(`${found ?? ""}${below}`)(page);
};

/** A page of the programme of the model union for 2022. */
const ofModel = (below: string) => async (page: Page) => {
  const answer = await page.request.get("/api/v1/programmes?unit=cdcs-mau&period=2022");
  const { items } = (await answer.json()) as { items: { id: string }[] };
  await at(`/programmes/${items[0]?.id ?? ""}${below}`)(page);
};

/** Programmes under directives: the cascade, the matrix, answers, reviews, a new indicator. */
export const CASCADE: Stop[] = [
  { name: "programme-open", user: "captren", come: paper("15/KH-LĐLĐ", "/open") },
  { name: "cascade", user: "quantri", come: paper("02-NQ/TW", "/cascade") },
  { name: "coverage", user: "chuyenvien", come: paper("15/KH-LĐLĐ", "/coverage") },
  { name: "coverage-root", user: "quantri", come: paper("15/KH-LĐLĐ", "/coverage") },
  { name: "answers", user: "cdcs", come: ofModel("/answers") },
  { name: "review", user: "cdcs", come: ofModel("/review") },
  { name: "programme-edit", user: "cdcs", come: ofModel("/edit") },
  { name: "indicator-new", user: "chuyenvien", come: at("/indicators/new") },
];

/** Pages of members, officers and what is known of the places where people work. */
export const PEOPLE: Stop[] = [
  { name: "members", user: "cdcs", come: at("/members") },
  {
    name: "member",
    user: "cdcs",
    come: async (page) => {
      await at("/members?unit=cdcs-mau")(page);
      const file = await page.locator("table.stacked tbody th a").first().getAttribute("href");
      await at(file ?? "")(page);
      // Every form of the page is looked at, not only what stands open.
      for (const shut of await page.locator("main details > summary").all()) await shut.click();
    },
  },
  { name: "officers", user: "captren", come: at("/units/cdcs-mau/officers") },
  { name: "imports", user: "captren", come: at("/imports") },
  { name: "own-data", user: "doanvien", come: at("/me") },
  { name: "white-spots", user: "captren", come: at("/employers/white-spots") },
  { name: "reorganisations", user: "chuyenvien", come: at("/reorganisations") },
  { name: "search", user: "captren", come: at("/search?q=may") },
  { name: "cards", user: "captren", come: at("/cards?unit=cdcs-mau") },
  { name: "card-campaigns", user: "captren", come: at("/cards/campaigns") },
  { name: "card-check", come: at("/cards/verify") },
  { name: "own-password", user: "cdcs", come: at("/me/password") },
  { name: "handover", user: "captren", come: at("/units/cdcs-mau/handover") },
  { name: "employers", user: "captren", come: at("/employers") },
  { name: "foundings", user: "captren", come: at("/foundings") },
  { name: "duplicates", user: "cdcs", come: at("/members/duplicates") },
];

const HALF = encodeURIComponent("2025-12-01/2026-05-31");

/** Reports: filled, typed, awaited, closed. */
export const REPORTS: Stop[] = [
  { name: "report", user: "chuyenvien", come: at("/reports?unit=ldld-nghe-an&form=2-hdcd&period=2021-12-01%2F2022-05-31") },
  { name: "report-chair", user: "cdcs", come: at(`/reports?unit=cdcs-mau&form=1-hdcd&period=${HALF}`) },
  { name: "report-event", user: "cdcs", come: at("/reports?unit=cdcs-mau&form=bc-ngung-viec") },
  { name: "report-fill", user: "cdcs", come: at(`/reports/fill?unit=cdcs-mau&form=1-hdcd&period=${HALF}`) },
  { name: "reports-awaited", user: "captren", come: at(`/reports/awaited?unit=cd-kkt-dong-nam&form=1-hdcd&period=${HALF}`) },
  { name: "requests", user: "chuyenvien", come: at("/reports/requests?unit=ldld-nghe-an") },
  { name: "request-new", user: "chuyenvien", come: at("/reports/requests/new?unit=ldld-nghe-an") },
  {
    name: "request-looked",
    user: "chuyenvien",
    come: async (page) => {
      await page.goto("/reports/requests/new?unit=ldld-nghe-an");
      await page.locator("#field-block").fill("Số lớp đào tạo, bồi dưỡng, tập huấn\nSố công nhân bị mất việc vì thiếu đơn hàng\nTổng số lao động");
      await page.locator("button[value=look]").click();
      await page.locator("#look-heading").waitFor();
    },
  },
  { name: "deadlines", user: "chuyenvien", come: at("/deadlines?unit=ldld-nghe-an&show=all") },
  { name: "burden", user: "captren", come: at("/reports/burden?unit=cd-kkt-dong-nam&period=2022-06") },
  { name: "burden-chair", user: "cdcs", come: at("/reports/burden?unit=cdcs-mau&period=2022-06") },
  { name: "report-seals", user: "chuyenvien", come: at("/reports/seals?unit=ldld-nghe-an") },
];

/** Forms of reports in Excel, totals kept elsewhere, old files. */
const SHEET = `unit=cdcs-mau&form=1-hdcd&period=${Number(THIS_YEAR) - 1}-12-01/${THIS_YEAR}-05-31`;
export const SHEETS: Stop[] = [
  {
    name: "report-sheet-own-file",
    user: "cdcs",
    come: async (page) => {
      await at(`/reports/sheet?${SHEET}`)(page);
      const buffer = Buffer.from("TT,Nội dung,Số lượng\nA13,,99999\nA14,,99998\n9,Việc khác của cơ sở,3\n");
      await page.locator("#file").setInputFiles({ name: "bieu-rieng.csv", mimeType: "text/csv", buffer });
      await expect(page.locator("#differences h2")).toHaveText("2 ô khác");
    },
  },
  {
    name: "report-parallel",
    user: "captren",
    come: async (page) => {
      await at(`/reports/parallel?${SHEET}`)(page);
      const buffer = Buffer.from("Mã đơn vị,A13,A14\ncdcs-mau,99999,99998\n");
      await page.locator("#file").setInputFiles({ name: "tong-hop.csv", mimeType: "text/csv", buffer });
      await expect(page.locator('tr[data-line="A13"]')).toBeVisible();
      await page.locator("main details > summary:visible").first().click();
    },
  },
  { name: "report-earlier", user: "captren", come: at("/reports/earlier") },
];

export const STOPS: Stop[] = [
  ...TASKS,
  ...REPORTS,
  ...SHEETS,
  { name: "sign-in", come: at("/sign-in") },
  { name: "today", user: "quantri", come: at("/") },
  { name: "today-chair", user: "cdcs", come: at("/") },
  { name: "units", user: "quantri", come: at("/units") },
  { name: "units-branch", user: "quantri", come: at("/units?under=ldld-nghe-an") },
  { name: "units-search", user: "quantri", come: at("/units?q=may") },
  { name: "unit", user: "quantri", come: at("/units/ldld-nghe-an") },
  { name: "unit-chair", user: "cdcs", come: at("/units/cdcs-mau") },
  { name: "registers", user: "cdcs", come: at("/registers") },
  { name: "records", user: "quantri", come: at("/registers/training?unit=ldld-nghe-an&period=2022") },
  { name: "form-chair", user: "cdcs", come: at("/registers/training/new") },
  { name: "paste", user: "cdcs", come: at("/registers/training/paste") },
  {
    name: "paste-table",
    user: "cdcs",
    come: async (page) => {
      await at("/registers/training/paste")(page);
      await page.getByLabel("Các ô chép từ bảng tính").fill("01/03/2026\tAn toàn\t\t\tba mươi\n31/02/2026\tLuật\t\t\t30");
      await page.getByRole("button", { name: "Kiểm tra" }).click();
      await expect(page.locator("#errors")).toBeVisible();
    },
  },
  { name: "register-build", user: "quantri", come: at("/registers/new") },
  { name: "register-text", user: "quantri", come: at("/registers/new?by=text") },
  {
    name: "register-look",
    user: "quantri",
    come: async (page) => {
      await at("/registers/new")(page);
      await page.getByLabel("Tên sổ").fill("Tủ sách thử");
      await page.getByLabel("Văn bản quy định").fill("Kế hoạch 1");
      await page.locator("#f1-name").fill("Nơi đặt");
      await page.getByRole("button", { name: "Xem trước" }).click();
      await expect(page.locator("#verdict")).toBeVisible();
    },
  },
  { name: "register-versions", user: "cdcs", come: at("/registers/training/versions") },
  {
    name: "form-refused",
    user: "cdcs",
    come: async (page) => {
      await at("/registers/training/new")(page);
      await page.getByLabel("Số lượt người dự").fill("x");
      await page.getByRole("button", { name: "Lưu", exact: true }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  {
    name: "record",
    user: "cdcs",
    come: async (page) => at(`/registers/training/records/${await aRecord(page, "training", "cdcs-mau", THIS_YEAR)}`)(page),
  },
  { name: "figures", user: "quantri", come: at("/figures?unit=ldld-nghe-an&period=2022") },
  { name: "figures-root", user: "quantri", come: at(`/figures?unit=vgcl&period=${THIS_YEAR}`) },
  { name: "figures-chair", user: "cdcs", come: at("/figures?unit=ldld-nghe-an&period=2022") },
  { name: "number", user: "quantri", come: at("/figures/open?unit=ldld-nghe-an&indicator=training.attendances&period=2022") },
  { name: "number-ratio", user: "quantri", come: at("/figures/open?unit=ldld-kon-tum&indicator=conferences.coverage&period=2017") },
  { name: "number-chair", user: "cdcs", come: at("/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022") },
  { name: "number-own", user: "cdcs", come: at(`/figures/open?unit=cdcs-mau&indicator=training.classes&period=${THIS_YEAR}`) },
  { name: "programmes", user: "quantri", come: at("/programmes?unit=ldld-ha-noi&period=2021") },
  { name: "programme", user: "quantri", come: async (page) => at(`/programmes/${await programme(page)}`)(page) },
  { name: "directives", user: "quantri", come: at("/directives") },
  { name: "directives-reader", user: "chuyenvien", come: at("/directives") },
  {
    name: "reading",
    user: "chuyenvien",
    come: async (page) => {
      await at("/directives")(page);
      await page.locator("#field-text").fill(TEXT);
      await page.getByRole("button", { name: "Đọc văn bản" }).click();
      await expect(page.locator(".reading-text mark").first()).toBeVisible();
    },
  },
  {
    name: "directive",
    user: "quantri",
    come: async (page) => {
      await at("/directives")(page);
      await page.getByRole("link", { name: "02/CTr-LĐLĐ" }).click();
      await expect(page.locator("svg.graph")).toBeVisible();
    },
  },
  { name: "graph", user: "quantri", come: at("/directives/graph") },
  { name: "schemes", user: "chuyenvien", come: at("/schemes") },
  { name: "scheme", user: "chuyenvien", come: async (page) => at(`/schemes/${await scheme(page)}`)(page) },
  { name: "scheme-new", user: "chuyenvien", come: at("/schemes/new") },
  { name: "scheme-rules", user: "chuyenvien", come: async (page) => at(`/schemes/${await scheme(page)}/rules`)(page) },
  { name: "claims", user: "chuyenvien", come: async (page) => at(`/schemes/${await scheme(page)}/claims`)(page) },
  {
    name: "claim-new",
    user: "captren",
    come: async (page) => at(`/schemes/${await scheme(page)}/claims/new?unit=cdcs-mau`)(page),
  },
  {
    name: "claim",
    user: "chuyenvien",
    come: async (page) => {
      await at(`/schemes/${await scheme(page)}/claims?state=waiting`)(page);
      await page.locator("tbody th a").first().click();
      await expect(page.locator(".verdicts")).toBeVisible();
    },
  },
  {
    name: "not-found",
    user: "cdcs",
    come: async (page) => expect((await page.goto("/units/nowhere"))?.status()).toBe(404),
  },
];
