// Real texts dropped one after another as somebody new would: how many findings, how many clicks, how many corrections.
// The texts are not part of the project; where they are not at hand the test says so and is left out.

import { existsSync, readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const folder = process.env["CONGDOAN_SEEDS"] ?? resolve(import.meta.dirname, "../../../shared/seeds");
const texts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".txt")).sort() : [];
const server = serve();

test("texts are dropped, accepted and found again with few clicks", async ({ visit }) => {
  if (texts.length === 0) console.log(`no texts in ${folder}: nothing was dropped`);
  const page = await visit(server, { user: "chuyenvien" });
  for (const name of texts) {
    let clicks = 0;
    let corrections = 0;
    await page.goto("/directives");
    // Choosing the file sends it: one click.
    await page.getByLabel("Hoặc chọn tệp").setInputFiles(resolve(folder, name));
    clicks += 1;
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kết quả đọc văn bản");
    const count = async (kind: string) => page.locator(`.finding-item-${kind}`).count();
    const kinds = ["citation", "target", "figure", "task", "organisation", "period", "remark"];
    const found = await Promise.all(kinds.map(async (kind) => `${kind} ${await count(kind)}`));
    const all = await page.locator(".finding-item").count();
    const chosen = await page.locator(".finding-item > input:checked").count();
    await page.getByRole("button", { name: "Nhận và vào sổ" }).first().click();
    clicks += 1;
    // Only what the form asks for is corrected: a title, where the text has none of its own.
    if (await page.locator("#errors").isVisible()) {
      corrections += await page.locator("#errors li").count();
      await page.getByLabel("Trích yếu").fill(basename(name));
      await page.getByRole("button", { name: "Nhận và vào sổ" }).first().click();
      clicks += 1;
    }
    await expect(page).toHaveURL(/\/directives\/[0-9a-f-]{36}$/);
    await expect(page.locator(".finding-item")).toHaveCount(all);
    await expect(page.locator(".finding-item", { hasText: "đã nhận" })).toHaveCount(chosen);
    console.log(`${name}: ${all} findings (${found.join(", ")}), ${clicks} clicks, ${corrections} corrections`);
    expect(clicks).toBeLessThanOrEqual(3);
  }
});
