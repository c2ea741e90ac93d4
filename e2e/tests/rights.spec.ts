// What a chair may see: totals above, never their parts; nothing of other units.

import { CLASSES, aRecord, expect, opened, test, totalOf } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();
/** The classes of Nghệ An in the whole of 2022: 35 up to October and those of the last months. */
const CLASSES_OF_2022 = 39;

test("a chair sees the total of a unit above and is told that its parts are not for it", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  await chair.goto("/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022");
  expect(await opened(chair)).toBe(CLASSES_OF_2022);
  await expect(chair.getByRole("note")).toContainText("bạn chỉ xem được tổng");
  await expect(chair.locator("table.parts")).toHaveCount(0);
  await expect(chair.getByRole("link", { name: "Xuất Excel" })).toHaveCount(0);

  await chair.goto("/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022-01-01/2022-10-31");
  expect(await opened(chair)).toBe(35);

  await chair.goto("/figures?unit=ldld-nghe-an&period=2022");
  expect(await totalOf(chair, CLASSES)).toBe(CLASSES_OF_2022);
  await expect(chair.getByRole("note")).toContainText("không xem được từng đơn vị bên dưới");
  await expect(chair.locator("table.figures thead a")).toHaveCount(0);
});

test("a chair finds nothing of another unit by any way", async ({ visit }) => {
  const root = await visit(server, { user: "quantri" });
  const strange = await aRecord(root, "training", "ldld-ha-noi", "2021");
  const chair = await visit(server, { user: "cdcs" });
  for (const path of [
    `/registers/training/records/${strange}`,
    `/registers/training/records/${strange}/edit`,
    "/registers/training?unit=ldld-ha-noi&period=2021",
    "/figures?unit=ldld-ha-noi&period=2021",
    "/figures/open?unit=ldld-ha-noi&indicator=training.classes&period=2021",
    "/units/ldld-ha-noi",
    "/registers/training/records/00000000-0000-7000-8000-000000000000",
  ]) {
    const answer = await chair.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(chair.getByRole("heading", { name: "Không tìm thấy" }), path).toBeVisible();
  }
  for (const path of [
    `/api/v1/records/training/${strange}`,
    "/api/v1/records/training?unit=ldld-ha-noi&period=2021",
    "/api/v1/figures?unit=ldld-ha-noi&indicator=training.classes&period=2021",
  ]) {
    const answer = await chair.request.get(path);
    expect(answer.status(), path).toBe(404);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
  }
  const parts = "/api/v1/figures?unit=ldld-nghe-an&indicator=training.classes&period=2022&parts=true";
  expect([403, 404]).toContain((await chair.request.get(parts)).status());
});

test("signed out there is only the sign-in page, which leads back to the page that was asked for", async ({ visit }) => {
  const page = await visit(server);
  await page.goto("/figures?unit=vgcl&period=2022");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.locator("#name").fill("quantri");
  await page.locator("#password").fill("sai rồi");
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(page.getByRole("alert")).toContainText("Tên hoặc mật khẩu không đúng");
  await expect(page.locator("#name")).toHaveValue("quantri");
  await page.locator("#password").fill(server.password("quantri"));
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await expect(page).toHaveURL(/\/figures\?unit=vgcl&period=2022$/);
  expect((await (await visit(server)).request.get("/api/v1/units")).status()).toBe(401);
});
