// What every test does with pages: come as somebody, on a phone or at a desk, and read the numbers on them.
//
// A page that complains in its console, breaks a rule of the content security policy or throws, fails its test.

import { test as base, type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { Server, User } from "./server.ts";

export { expect } from "@playwright/test";

/** A phone held upright, and a desk. */
export const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 1000 } } as const;

/** The year the program calls the present one, in the time zone of the federation. */
export const THIS_YEAR = new Intl.DateTimeFormat("en", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric" }).format();

/** A day so many days from now where the unions are, as a field of a form takes it. */
export function day(from: number): string {
  const then = new Date(Date.now() + from * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" }).format(then);
}

/** The names of two indicators as the Vietnamese pages write them. */
export const CLASSES = "Số lớp đào tạo, bồi dưỡng, tập huấn";
export const ATTENDANCES = "Số lượt người được đào tạo, bồi dưỡng";

/** How somebody comes. */
export interface Coming {
  /** Who; nobody means signed out. */
  user?: User;
  /** On what; a desk unless said. */
  size?: keyof typeof SIZES;
  /** Whether the browser runs scripts. */
  script?: boolean;
  /** The language of the browser. */
  locale?: string;
}

type Visit = (server: Server, coming?: Coming) => Promise<Page>;

export const test = base.extend<{ visit: Visit }>({
  visit: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    await use(async (server, { user, size = "desk", script = true, locale = "vi-VN" } = {}) => {
      const phone = size === "phone";
      const session = user && server.sessions.get(user);
      const context = await browser.newContext({
        baseURL: server.address,
        viewport: SIZES[size],
        isMobile: phone,
        hasTouch: phone,
        javaScriptEnabled: script,
        locale,
        ...(session ? { storageState: session } : {}),
      });
      contexts.push(context);
      context.on("console", (message) => {
        if (message.type() === "error" && !isAskedFor(message.text())) complaints.push(message.text());
      });
      context.on("weberror", (error) => complaints.push(String(error.error())));
      const page = await context.newPage();
      if (user && !session) {
        await signIn(page, server, user);
        server.sessions.set(user, await context.storageState());
      }
      return page;
    });
    for (const context of contexts) await context.close();
    expect(complaints, "no page complains").toEqual([]);
  },
});

/**
 * The browser notes every answer of the kind 4xx, those of a server or proxy that is not ready, and a line that was cut; htmx what it
 * gave up or could not send. What a test asks for is no complaint.
 */
function isAskedFor(text: string): boolean {
  if (/^htmx:(afterRequest|sendAbort|sendError), /.test(text)) return true;
  return /^Failed to load resource: (the server responded with a status of (4\d\d|50[23])|net::ERR_INTERNET_DISCONNECTED)/.test(text);
}

/** Signs somebody in through the form. */
export async function signIn(page: Page, server: Server, user: User): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("#name").fill(user);
  await page.locator("#password").fill(server.password(user));
  await page.locator(".sign-in-card button").click();
  await expect(page).toHaveURL(`${server.address}/`);
}

/** A number as a Vietnamese page writes it: dots between thousands. */
export function number(text: string): number {
  const digits = text.trim().replaceAll(".", "").replace("−", "-");
  if (!/^-?\d+$/.test(digits)) throw new Error(`no whole number: ${JSON.stringify(text)}`);
  return Number(digits);
}

/** The total of an indicator on the page of a unit's figures. */
export function total(page: Page, indicator: string): Locator {
  return page.locator("table.figures tbody tr").filter({ hasText: indicator }).locator("td.total-column a.figure");
}

/** The same as a number. */
export async function totalOf(page: Page, indicator: string): Promise<number> {
  return number(await total(page, indicator).innerText());
}

/** The value of an opened number. */
export async function opened(page: Page): Promise<number> {
  return number(await page.locator(".opened-value .figure").innerText());
}

/** The first record of a register below a unit in a period, as the API gives it. */
export async function aRecord(page: Page, register: string, unit: string, period: string): Promise<string> {
  const answer = await page.request.get(`/api/v1/records/${register}?unit=${unit}&period=${period}`);
  expect(answer.status()).toBe(200);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const first = items[0];
  if (!first) throw new Error(`no record of ${register} below ${unit} in ${period}`);
  return first.id;
}
