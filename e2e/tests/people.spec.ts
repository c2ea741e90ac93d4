// People in the browser: a person entered twice becomes one file and two again, rights end with the post, a member who
// transfers counts in one union at any moment, a list that leaves the house is masked and noted.

import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, number, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** The union of the chair who signs in, and the one above it. */
const OWN = "cdcs-mau";
const UPPER = "cd-kkt-dong-nam";
/** Who works in the union above. */
const OFFICER = "Phan Đức Khánh";
/** The path of a member's file. */
const FILE = /\/members\/[0-9a-f-]{36}$/;

/** Somebody on the list of members. */
interface Somebody {
  path: string;
  name: string;
  number: string;
  born: string;
}

/** The address of a list of members. */
function list(unit: string, words = "", state = ""): string {
  return `/members?${new URLSearchParams({ unit, q: words, state })}`;
}

/** What stands beside a term on a page. */
function fact(page: Page, term: string): Locator {
  return page.locator("dl.facts > div", { has: page.locator("dt", { hasText: term }) }).first().locator("dd");
}

/** Opens the file of who stands at a place of a list, counted from none, and reads who it is. */
async function pick(page: Page, address: string, place: number): Promise<Somebody> {
  await page.goto(address);
  await page.locator("table.stacked tbody th a").nth(place).click();
  await expect(page).toHaveURL(FILE);
  return {
    path: new URL(page.url()).pathname,
    name: await page.getByRole("heading", { level: 1 }).innerText(),
    number: await fact(page, "Mã số đoàn viên").innerText(),
    born: await fact(page, "Ngày sinh").innerText(),
  };
}

/** How many members of a unit and below stand, as its list says. */
async function standing(page: Page, unit: string): Promise<number> {
  await page.goto(list(unit));
  const said = await page.locator(".table-card .card-note").innerText();
  return number(said.replace(" đoàn viên", ""));
}

/** How many files a list shows for what is searched. */
async function found(page: Page, unit: string, words: string, state = ""): Promise<number> {
  await page.goto(list(unit, words, state));
  await expect(page.locator("#q")).toHaveValue(words);
  return page.locator("table.stacked tbody tr").count();
}

/** Admits a person of the same name and birth: refused until the box says that it is somebody else. Gives the new file. */
async function admitAgain(page: Page, known: Somebody): Promise<Somebody> {
  await page.goto(`/members/new?unit=${OWN}`);
  await page.getByLabel(/^Số quyết định/).fill("21/QĐ-CĐCS");
  await page.getByLabel(/^Họ và tên/).fill(known.name);
  await page.getByLabel("Ngày sinh", { exact: true }).fill(known.born);
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("đã có hồ sơ cùng họ tên và ngày sinh");
  await expect(summary).toContainText(known.number);
  await expect(page.getByLabel("Ngày sinh", { exact: true })).toHaveValue(known.born);
  await page.getByLabel("Người trùng họ tên và ngày sinh là người khác").check();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(page).toHaveURL(FILE);
  const given = await fact(page, "Mã số đoàn viên").innerText();
  expect(given).not.toBe(known.number);
  return { ...known, path: new URL(page.url()).pathname, number: given };
}

/** The pair of files on the page of duplicates. */
function pair(page: Page, one: Somebody, other: Somebody): Locator {
  const of = (person: Somebody) => ({ has: page.locator("code", { hasText: person.number }) });
  return page.locator("section.card", of(one)).filter(of(other));
}

/** Puts the later file into the earlier one, for a reason. */
async function merge(page: Page, known: Somebody, again: Somebody, reason: string): Promise<void> {
  const card = pair(page, known, again);
  await card.getByLabel("Giữ hồ sơ").selectOption({ label: `${known.name} ${known.number}` });
  await card.getByLabel("Gộp vào đó hồ sơ").selectOption({ label: `${again.name} ${again.number}` });
  await card.getByLabel("Căn cứ").fill(reason);
  await card.getByRole("button", { name: "Gộp hai hồ sơ" }).click();
}

/** The line of two files put together. */
function merged(page: Page, again: Somebody): Locator {
  return page.locator("section.card", { hasText: "Đã gộp" }).locator("li", { hasText: again.number });
}

test("a person admitted twice is offered as a pair, put together with a reason, and taken apart again", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs" });
  const before = await standing(chair, OWN);
  const known = await pick(chair, list(OWN, "", "left"), 0);
  const files = async () => [await found(chair, OWN, known.name), await found(chair, OWN, known.name, "left")];
  expect(await files()).toEqual([0, 1]);
  const again = await admitAgain(chair, known);
  expect(await files()).toEqual([1, 1]);

  await test.step("without a reason the two stay two", async () => {
    await chair.goto(`/members/duplicates?unit=${OWN}`);
    await expect(pair(chair, known, again)).toContainText("Cùng họ tên và ngày sinh");
    // A blank is a reason to the browser; the server knows better.
    await merge(chair, known, again, "   ");
    await expect(chair.getByRole("alert")).toContainText("Hãy ghi căn cứ gộp");
    await expect(pair(chair, known, again)).toBeVisible();
  });

  await test.step("put together they are one file, under either address, with both memberships", async () => {
    await merge(chair, known, again, "Đối chiếu căn cước: cùng một người trở lại làm việc");
    await expect(merged(chair, again)).toContainText("Đối chiếu căn cước");
    await expect(pair(chair, known, again)).toHaveCount(0);
    expect(await files()).toEqual([1, 0]);
    for (const { path } of [known, again]) {
      await chair.goto(path);
      await expect(fact(chair, "Mã số đoàn viên")).toHaveText(known.number);
      await expect(chair.locator("table.stacked tbody tr")).toHaveCount(2);
    }
    expect(await standing(chair, OWN)).toBe(before + 1);
  });

  await test.step("taken apart they are two files again, each with its own membership", async () => {
    await chair.goto(`/members/duplicates?unit=${OWN}`);
    await merged(chair, again).getByRole("button", { name: "Tách lại" }).click();
    await expect(merged(chair, again)).toContainText("đã tách lại");
    await expect(pair(chair, known, again)).toBeVisible();
    expect(await files()).toEqual([1, 1]);
    for (const person of [known, again]) {
      await chair.goto(person.path);
      await expect(fact(chair, "Mã số đoàn viên")).toHaveText(person.number);
      await expect(chair.locator("table.stacked tbody tr")).toHaveCount(1);
    }
    expect(await standing(chair, OWN)).toBe(before + 1);
  });
});

test("two files of one person who stands in both are not put together until one is ended as a mistake", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  const before = await standing(chair, OWN);
  const known = await pick(chair, list(OWN), 1);
  const again = await admitAgain(chair, known);
  expect(await found(chair, OWN, known.name)).toBe(2);
  expect(await standing(chair, OWN)).toBe(before + 1);

  await chair.goto(`/members/duplicates?unit=${OWN}`);
  await expect(pair(chair, known, again)).toContainText("một người là đoàn viên hai lần");
  await expect(pair(chair, known, again).getByRole("button", { name: "Gộp hai hồ sơ" })).toHaveCount(0);

  await chair.goto(again.path);
  await chair.locator("summary", { hasText: "Ghi thôi sinh hoạt" }).click();
  await chair.getByLabel("Lý do thôi").selectOption({ label: "Ghi nhầm" });
  await chair.locator('form[action$="/leave"] button').click();
  await expect(chair.locator(".head .badge")).toHaveText("Đã thôi");
  expect(await standing(chair, OWN)).toBe(before);

  await chair.goto(`/members/duplicates?unit=${OWN}`);
  await merge(chair, known, again, "Nhập hai lần trong một ngày");
  await expect(merged(chair, again)).toContainText("Nhập hai lần trong một ngày");
  expect(await found(chair, OWN, known.name)).toBe(1);
  expect(await standing(chair, OWN)).toBe(before);
});

/** Writes the executive committee of the model union, unless it stands. */
async function committee(officer: Page): Promise<void> {
  await officer.goto(`/units/${OWN}/officers`);
  const bodies = officer.locator("section.card", { hasText: "Ban và nhiệm kỳ" });
  if ((await bodies.getByText("Ban Chấp hành", { exact: true }).count()) > 0) return;
  await officer.locator("summary", { hasText: "Thêm ban cho một nhiệm kỳ" }).click();
  const form = officer.locator('form[action$="/bodies"]');
  await form.locator('[name="body.kind"]').selectOption({ label: "Ban Chấp hành" });
  await form.locator('[name="body.decision"]').fill("31/QĐ-CĐKKT");
  await form.locator('[name="body.from"]').fill("2024-03-01");
  await form.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(bodies.getByText("Ban Chấp hành", { exact: true })).toBeVisible();
}

/** Makes somebody new vice-chair for some days, told from today; gives the address of the post. */
async function appoint(officer: Page, name: string, days: (today: Date) => [Date, Date?]): Promise<string> {
  await committee(officer);
  await officer.goto(`/units/${OWN}/officers/new`);
  const form = officer.locator(`form[action="/units/${OWN}/officers"]`);
  const [from, until] = days(new Date(await form.locator('[name="from"]').inputValue()));
  await form.locator('[name="new_name"]').fill(name);
  await form.locator('[name="title"]').selectOption({ label: "Phó Chủ tịch" });
  await form.locator('[name="decision"]').fill("32/QĐ-CĐKKT");
  await form.locator('[name="from"]').fill(written(from));
  if (until) await form.locator('[name="until"]').fill(written(until));
  await form.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(officer).toHaveURL(new RegExp(`/units/${OWN}/posts/[0-9a-f-]{36}$`));
  await expect(fact(officer, "Quyền trong hệ thống")).toContainText("Chủ tịch công đoàn cơ sở");
  return officer.url();
}

/** A day as a field of a form takes it. */
function written(day: Date): string {
  return day.toISOString().slice(0, 10);
}

/** A day some days away. */
function away(day: Date, days: number): Date {
  return new Date(day.getTime() + days * 86_400_000);
}

/** Gives the holder of the post that is shown a sign-in, and signs in with what the page shows once. */
async function enter(officer: Page, holder: Page): Promise<void> {
  await officer.getByRole("button", { name: "Cấp tài khoản" }).click();
  await expect(officer.getByRole("alert")).toContainText("chỉ hiện một lần");
  const login = await fact(officer, "Tên đăng nhập").innerText();
  const password = await fact(officer, "Mật khẩu").innerText();
  await holder.goto("/sign-in");
  await holder.locator("#name").fill(login);
  await holder.locator("#password").fill(password);
  await holder.locator(".sign-in-card button").click();
  await expect(holder.locator("header .person")).toBeVisible();
}

/** The session lasts, and finds nothing of the union by any way. */
async function findsNothing(holder: Page): Promise<void> {
  for (const path of [`/units/${OWN}`, `/members?unit=${OWN}`, `/units/${OWN}/officers`, `/figures?unit=${OWN}`]) {
    const answer = await holder.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(holder.getByRole("heading", { level: 1 }), path).toHaveText("Không tìm thấy");
  }
  expect((await holder.goto("/registers/training/new"))?.status()).toBe(403);
  await expect(holder.getByRole("heading", { level: 1 })).toHaveText("Bạn không được làm việc này");
  expect((await holder.goto("/"))?.status(), "the first page says what was held, and until when").toBe(200);
  await expect(holder.getByRole("heading", { level: 1 })).toHaveText("Bạn hiện không giữ vai trò nào");
  await expect(holder.getByRole("main")).toContainText("đến hết");
  for (const path of [`/api/v1/members?unit=${OWN}`, `/api/v1/figures?unit=${OWN}&indicator=training.classes&period=2022`]) {
    expect((await holder.request.get(path)).status(), path).toBe(404);
  }
  expect((await holder.goto("/me"))?.status(), "what is kept about oneself stays one's own").toBe(200);
}

test("rights end with the post: a session that was open sees nothing of the union from that day on", async ({ visit }) => {
  const officer = await visit(server, { user: "captren" });
  const post = await appoint(officer, "Lê Thị Hồng Phúc", (today) => [away(today, -1)]);
  const holder = await visit(server);
  await enter(officer, holder);

  await test.step("while it lasts, the holder sees the union and works in it", async () => {
    await expect(holder.getByRole("heading", { level: 1 })).toContainText("Lê Thị Hồng Phúc");
    expect((await holder.goto(`/units/${OWN}`))?.status()).toBe(200);
    expect((await holder.goto(list(OWN)))?.status()).toBe(200);
    await expect(holder.getByRole("link", { name: "Kết nạp", exact: true })).toBeVisible();
  });
  // A form that was opened in time.
  await holder.goto("/registers/training/new");
  await holder.getByLabel("Nội dung").fill("Tập huấn mở dở");
  await holder.getByLabel("Đối tượng").selectOption({ label: "Đoàn viên, người lao động" });
  await holder.getByLabel("Số lượt người dự").fill("12");

  await officer.goto(post);
  await officer.locator("summary", { hasText: "Thôi giữ chức danh" }).click();
  const form = officer.locator('form[action$="/end"]');
  // The first day no more is today, as the form offers.
  await form.locator('[name="end.decision"]').fill("33/QĐ-CĐKKT");
  await form.getByRole("button", { name: "Thôi giữ chức danh" }).click();
  await expect(officer).toHaveURL(new RegExp(`/units/${OWN}/officers$`));
  await officer.locator("summary", { hasText: "Đã thôi giữ" }).click();
  await expect(officer.locator("details li", { hasText: "Lê Thị Hồng Phúc" })).toBeVisible();

  await holder.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(holder.getByRole("heading", { level: 1 })).toHaveText(/^(Không tìm thấy|Bạn không được làm việc này)$/);
  await findsNothing(holder);
});

test("a post whose days ended yesterday lets its holder sign in and gives no rights", async ({ visit }) => {
  const officer = await visit(server, { user: "captren" });
  await appoint(officer, "Trần Đình Hạn", (today) => [away(today, -40), away(today, -1)]);
  const holder = await visit(server);
  await enter(officer, holder);
  await findsNothing(holder);
});

test("a member who transfers counts in the old union until the other side agrees, then in the new one alone", async ({ visit }) => {
  const [chair, officer] = [await visit(server, { user: "cdcs" }), await visit(server, { user: "captren" })];
  await officer.goto(list(UPPER));
  const codes = await officer.locator("#unit option").evaluateAll((all) => all.map((one) => one.getAttribute("value") ?? ""));
  const next = codes.find((code) => code.startsWith("cdcs-") && code !== OWN) ?? "";
  expect(next, "a neighbour below the same union").not.toBe("");
  const counts = async () => [await standing(officer, OWN), await standing(officer, next), await standing(officer, UPPER)];
  const member = await pick(chair, list(OWN), 2);
  const where = async () => {
    return [await found(officer, OWN, member.number), await found(officer, next, member.number), await found(officer, UPPER, member.number)];
  };
  const [own, neighbour, all] = (await counts()) as [number, number, number];
  expect(await where()).toEqual([1, 0, 1]);

  await chair.locator("summary", { hasText: "Đề nghị chuyển đi" }).click();
  const form = chair.locator('form[action$="/transfer"]');
  await form.getByLabel("Mã đơn vị nhận").fill(next);
  await form.getByLabel("Lý do").fill("Chuyển nơi làm việc");
  await form.getByRole("button", { name: "Đề nghị chuyển đi" }).click();
  const asked = chair.locator("section.card", { has: chair.getByRole("heading", { name: "Chuyển sinh hoạt", exact: true }) });
  await expect(asked).toContainText("Đang chờ trả lời");

  await test.step("while it waits nothing moves, and the side that asked cannot agree for the other", async () => {
    await chair.goto(`/members/transfers?unit=${OWN}`);
    const line = chair.locator("li", { hasText: member.number });
    await expect(line).toContainText("Đang chờ trả lời");
    await expect(line.getByRole("button", { name: /^Rút đề nghị/ })).toBeVisible();
    await expect(line.getByRole("button", { name: /^Đồng ý/ })).toHaveCount(0);
    expect(await counts()).toEqual([own, neighbour, all]);
    expect(await where()).toEqual([1, 0, 1]);
  });

  await officer.goto(`/members/transfers?unit=${next}`);
  const line = officer.locator("li", { hasText: member.number });
  await expect(line).toContainText("Chuyển nơi làm việc");
  await line.getByRole("button", { name: /^Đồng ý chuyển hôm nay/ }).click();
  await expect(line).toContainText("Đã chuyển");
  expect(await counts()).toEqual([own - 1, neighbour + 1, all]);
  expect(await where()).toEqual([0, 1, 1]);

  await officer.goto(member.path);
  const periods = officer.locator("table.stacked tbody tr");
  await expect(periods).toHaveCount(2);
  await expect(periods.nth(0)).toContainText("Chuyển sinh hoạt đến");
  await expect(periods.nth(1)).toContainText("Chuyển sinh hoạt đi");
  expect((await chair.goto(member.path))?.status(), "the file is the new union's").toBe(404);
  expect(await found(chair, OWN, member.number)).toBe(0);
});

/** Takes the list of a unit out as a CSV: its lines, and the column of a heading. */
async function takeOut(page: Page): Promise<{ text: string; lines: string[]; column: (heading: string) => string[] }> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`doan-vien-${OWN}.csv`);
  const text = (await readFile(await download.path(), "utf8")).replace("\uFEFF", "");
  const [heading = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const cells = (line: string) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((cell) => cell[1] ?? "");
  const column = (name: string) => {
    const place = cells(heading).indexOf(name);
    expect(place, name).toBeGreaterThanOrEqual(0);
    return lines.map((line) => cells(line)[place] ?? "");
  };
  return { text, lines, column };
}

test("a list leaves the house masked; in clear only with a reason; and every list that left is on record", async ({ visit }) => {
  const [IDENTITY, PHONE, REASON] = ["Số định danh cá nhân (CCCD)", "Số điện thoại", "Đối chiếu với cơ quan bảo hiểm"];
  const officer = await visit(server, { user: "captren" });
  const members = await standing(officer, OWN);
  await officer.goto("/data-exports");
  await officer.getByLabel(/^Mã đơn vị/).fill(OWN);

  const masked = await takeOut(officer);
  expect(masked.lines.length).toBe(members);
  expect(masked.text, "no whole identity number").not.toMatch(/(?<!\d)\d{12}(?!\d)/);
  expect(masked.text, "no whole telephone number").not.toMatch(/(?<!\d)0\d{9}(?!\d)/);
  // Who was admitted without a number has none to mask.
  for (const cell of masked.column(IDENTITY)) expect(cell).toMatch(/^(•{9}\d{3})?$/);
  for (const cell of masked.column(PHONE)) expect(cell).toMatch(/^(•{7}\d{3})?$/);
  expect(masked.column(IDENTITY).filter((cell) => cell !== "").length).toBeGreaterThan(members / 2);

  const clear = officer.getByLabel("Không che số định danh, điện thoại, địa chỉ");
  await clear.check();
  await officer.getByRole("button", { name: "CSV" }).click();
  await expect(officer.getByRole("alert")).toContainText("cần ghi lý do");

  await clear.check();
  await officer.getByLabel("Lý do").fill(REASON);
  const open = await takeOut(officer);
  expect(open.lines.length).toBe(members);
  const whole = open.column(IDENTITY);
  expect(whole.filter((cell) => /^\d{12}$/.test(cell)).length).toBeGreaterThan(members / 2);
  expect(whole.map((cell) => cell.slice(-3)), "the same people in the same order").toEqual(
    masked.column(IDENTITY).map((cell) => cell.slice(-3)),
  );

  await test.step("a chair takes out masked lists only, a member none", async () => {
    const chair = await visit(server, { user: "cdcs" });
    await chair.goto("/data-exports");
    await expect(chair.getByLabel(/^Mã đơn vị/)).toHaveValue(OWN);
    await expect(chair.getByLabel("Không che số định danh, điện thoại, địa chỉ")).toHaveCount(0);
    const member = await visit(server, { user: "doanvien" });
    expect((await member.goto("/data-exports"))?.status()).toBe(403);
  });

  await test.step("the register says who took which list, how many people, in clear or not, and why", async () => {
    const leader = await visit(server, { user: "lanhdao" });
    await leader.goto("/data-exports");
    const lines = leader.locator("table.stacked tbody tr", { hasText: OFFICER });
    await expect(lines).toHaveCount(2);
    for (const line of [lines.nth(0), lines.nth(1)]) {
      await expect(line.locator('[data-label="Số người"]')).toHaveText(String(members));
      await expect(line.locator('[data-label="Đơn vị"]')).toHaveText("CĐCS Công ty May mẫu");
    }
    await expect(lines.nth(0)).toContainText("không che");
    await expect(lines.nth(0)).toContainText(REASON);
    await expect(lines.nth(1)).toContainText("đã che");
  });

  await test.step("a member on the list reads who took it and why", async () => {
    const member = await visit(server, { user: "doanvien" });
    await member.goto("/me");
    const taken = member.locator("li", { hasText: `${OFFICER} đã xuất danh sách` });
    await expect(taken).toHaveCount(2);
    await expect(taken.filter({ hasText: REASON })).toHaveCount(1);
  });
});
