// Every page at a desk and on a phone: the rules of WCAG 2 A and AA hold, nothing runs over the edge of the screen, and
// the browser is told what it may load.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { SIZES, expect, test } from "../pages.ts";
import { serve } from "../server.ts";
import { CASCADE, PEOPLE, STOPS } from "../tour.ts";

const server = serve();

/** What every answer says of itself. */
const HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};
/** What the policy must say, and what it must not. */
const POLICY = ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"];
const LAX = /unsafe-inline|unsafe-eval|\*|http:/;

/** The icons a page asks for that its sheet does not have. */
async function pictures(page: Page): Promise<string[]> {
  const asked = await page.locator("svg.icon use").evaluateAll((uses) => uses.map((use) => use.getAttribute("href") ?? ""));
  const [sheet] = (asked[0] ?? "").split("#");
  const drawn = sheet ? await (await page.request.get(sheet)).text() : "";
  return [...new Set(asked)].filter((one) => !drawn.includes(`id="${one.split("#")[1]}"`));
}

for (const size of ["desk", "phone"] as const) {
  for (const { name, user, come } of [...STOPS, ...PEOPLE, ...CASCADE]) {
    test(`${name}, ${SIZES[size].width} px: readable for all, within the screen, loading only its own`, async ({ visit }) => {
      const page = await visit(server, { size, ...(user ? { user } : {}) });
      const pages: Record<string, string>[] = [];
      page.on("response", (answer) => {
        if (answer.request().resourceType() === "document") pages.push(answer.headers());
      });
      await come(page);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));

      expect(pages.length).toBeGreaterThan(0);
      for (const headers of pages) {
        expect(headers).toMatchObject(HEADERS);
        const policy = headers["content-security-policy"] ?? "";
        for (const rule of POLICY) expect(policy).toContain(rule);
        expect(policy).not.toMatch(LAX);
      }

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(SIZES[size].width);

      expect(await pictures(page), "icons that are on no sheet").toEqual([]);

      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
      const found = violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary ?? ""}`),
      );
      expect(found.join("\n"), "rules that are broken").toBe("");
    });
  }
}
