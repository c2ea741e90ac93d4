// `npm run screenshots`: pictures of the pages, to be looked at. They judge nothing, and no check waits for them.

import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

export default defineConfig(base, { testDir: ".", testMatch: "screenshots.ts", workers: 1 });
