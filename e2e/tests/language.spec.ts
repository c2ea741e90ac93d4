// Vietnamese first, English second: by the browser's wish, and by the person's choice.

import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();
const PAGE = "/figures/open?unit=ldld-nghe-an&indicator=training.classes&period=2022";

test("the language of the browser is the language of the page, Vietnamese for every other one", async ({ visit }) => {
  for (const [locale, lang, words] of [
    ["en-GB", "en", "Sign in"],
    ["vi-VN", "vi", "Đăng nhập"],
    ["fr-FR", "vi", "Đăng nhập"],
  ] as const) {
    const page = await visit(server, { locale });
    await page.goto("/sign-in");
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.getByRole("button", { name: words, exact: true })).toBeVisible();
  }
});

test("the choice of English and back to Vietnamese keeps the page", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto(PAGE);
  await expect(page.locator("html")).toHaveAttribute("lang", "vi");
  await expect(page.getByRole("heading", { level: 2, name: "Con số gồm những gì" })).toBeVisible();

  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(`${server.address}${PAGE}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Training classes");

  await page.goto("/units");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "Tiếng Việt" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "vi");
  await expect(page).toHaveURL(`${server.address}/units`);
});

test("the choice is kept on the page of a record and on a page that is not found", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs", size: "phone" });
  await page.goto("/registers/training/new");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByLabel("Attendances")).toBeVisible();
  await page.goto("/nowhere");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not found");
});
