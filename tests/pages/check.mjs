// Looks at the pages of `feedmill serve` in Chromium. Arguments: the program, and the folder of the project.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import * as made from "./site.mjs";

const [feedmill, root] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
const PATIENCE = 20_000;

/** A server, and where it is. */
async function serve(folder, port = 0) {
  const child = spawn(feedmill, ["serve", "--port", String(port)], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const base = line.match(/http:\/\/\S+(?=\/)/)?.[0];
    if (base) return { base, end: () => (child.kill("SIGKILL"), gone) };
  }
  throw new Error("the server ended before it said where it listens");
}

/** A page in a context of its own, and all that went wrong on it. */
async function open(browser, base, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (said) => ["error", "warning"].includes(said.type()) && wrong.push(`console: ${said.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => (wrong.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !url.startsWith("data:")) wrong.push(`request: ${url}`);
  });
  page.on("response", (response) => response.status() >= 400 && wrong.push(`status ${response.status()}: ${response.url()}`));
  const go = (path) => page.goto(base + path, { waitUntil: "load" });
  return { context, page, wrong, go };
}

/** What accessibility rules a page breaks. */
async function broken(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { iframes: false, resultTypes: ["violations"] }));
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.any.map((one) => one.message).join()}`).join("\n  ")}`);
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const settled = (page) => page.waitForLoadState("networkidle").catch(() => {}).then(() => page.waitForTimeout(200));

const PAGES = [
  "/",
  "/.feedmill/feed/rss.xml",
  "/.feedmill/feed/tags/harm/atom.xml",
  "/.feedmill/feed/languages/ar/feed.json",
  "/.feedmill/feed/tides/rss.xml",
  "/.feedmill/source/tags/harm/rss.xml",
  "/.feedmill/source/feed.json",
  "/.feedmill/rule/removed-element",
];

const checks = {
  async "the list leads to feeds, and these to their formats and to each other"({ page, go }) {
    await go("/");
    assert.equal(await page.locator("h1").innerText(), "Harbour Post");
    const tags = page.locator("#g-Tags");
    assert.equal(await tags.getAttribute("open"), null, "a hundred tags are folded away");
    await page.getByRole("link", { name: "All tides", exact: true }).click();
    assert.equal(await page.locator("h1").innerText(), "All tides");
    await page.getByRole("navigation", { name: "Formats" }).getByRole("link", { name: "JSON" }).click();
    assert.match(page.url(), /feed\/tides\/feed\.json$/);
    assert.equal(await page.locator(".tabs [aria-current=page]").innerText(), "JSON");
    await page.getByRole("navigation", { name: "Feeds" }).getByRole("link", { name: "Harbour Post" }).click();
    assert.match(page.url(), /feed\/rss\.xml$/);
    assert.equal(await page.locator(".feeds [aria-current=page]").innerText(), "Harbour Post");
    await page.getByRole("link", { name: "Source", exact: true }).click();
    assert.match(await page.locator("pre.code").innerText(), /<title>Harbour Post<\/title>/);
  },

  async "an entry is shown as a reader would show it"({ page, go }) {
    await go("/.feedmill/feed/atom.xml");
    const entry = page.getByRole("article", { name: "The ferry is late" });
    const link = entry.getByRole("link", { name: "The ferry is late", exact: true });
    assert.equal(await link.getAttribute("href"), "https://harbour.example/news/ferry/");
    assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
    assert.equal(await entry.locator("time").first().innerText(), "20 November 2026, 18:30 JST");
    assert.equal(await entry.locator("time").first().getAttribute("datetime"), "2026-11-20T18:30:00+09:00");
    const text = await entry.innerText();
    for (const part of ["It waits for the tide.", "Ines Quay", "ferry", "articles/news/ferry.md"]) assert.ok(text.includes(part), part);
    const frame = entry.frameLocator("iframe");
    assert.match(await frame.locator("body").innerText(), /It has never been early/);
    const arabic = page.locator("article[lang=ar]");
    assert.equal(await arabic.getAttribute("dir"), "rtl");
    assert.match(await arabic.innerText(), /language ar/);
    await go("/.feedmill/feed/languages/ar/rss.xml");
    assert.equal(await arabic.getAttribute("dir"), "rtl");
  },

  async "a recording can be heard, and pictures beside an article are seen"({ page, go }) {
    await go("/.feedmill/feed/tags/radio/rss.xml");
    const player = page.locator("figure audio");
    assert.equal(await player.getAttribute("preload"), "none");
    assert.match(await page.locator("figure figcaption").innerText(), /episode\.wav.*audio\/wav.*8\.0 KB/s);
    const seconds = await player.evaluate((player) => new Promise((resolve, reject) => {
      player.onloadedmetadata = () => resolve(player.duration);
      player.onerror = () => reject(new Error("it cannot be played"));
      player.load();
      player.preload = "metadata";
      player.muted = true;
      player.play().catch(reject);
    }));
    assert.equal(Math.round(seconds), 1);
    const seen = (image) => image.evaluate((image) => image.complete && image.naturalWidth);
    await page.locator("img.picture").scrollIntoViewIfNeeded();
    await settled(page);
    assert.equal(await seen(page.locator("img.picture")), 320);
    assert.equal(await seen(page.frameLocator("iframe").locator("img")), 320);
    assert.equal(await page.frameLocator("iframe").locator("audio").getAttribute("preload"), "none");
  },

  async "a finding tells the article's file and line, and its rule"({ page, go }) {
    await go("/.feedmill/feed/tags/harm/rss.xml");
    const found = page.locator(".entry .finding", { hasText: "<script>" }).first();
    assert.match(await found.innerText(), /warning/);
    assert.match(await found.locator(".at").innerText(), /^articles\/news\/harm\.html:\d+:\d+$/);
    await page.locator(".all .finding").first().getByRole("link", { name: /^Harm/ }).click();
    assert.match(page.url(), /#e-[0-9a-f]{16}$/);
    await found.locator("a.rule").click();
    assert.equal(await page.locator("h1 code").innerText(), "removed-element");
  },

  async "an article that wants to do harm does nothing"({ page, go, context }) {
    await go("/.feedmill/feed/tags/harm/rss.xml");
    await settled(page);
    const frame = page.frameLocator("iframe");
    const text = await frame.locator("body").innerText();
    for (const part of ["A paragraph to click.", "A ship far away, at elsewhere.example", "A link that runs", "A film of ships"]) assert.ok(text.includes(part), `${part} is not in\n${text}`);
    for (const bad of ["script", "style", "meta[http-equiv]", "base", "iframe", "object", "embed", "form", "input", "svg", "[onclick]", "[onerror]", "img[src^=http]", "[href^=javascript]"]) {
      assert.equal(await frame.locator(bad).count(), 0, bad);
    }
    await frame.getByText("A paragraph to click.").click();
    await frame.getByText("A link that runs").click();
    assert.equal(await page.evaluate(() => globalThis.hurt), undefined);
    assert.equal(context.pages().length, 1);
    const link = frame.getByRole("link", { name: "A link", exact: true });
    assert.deepEqual([await link.getAttribute("target"), await link.getAttribute("rel")], ["_blank", "noopener noreferrer"]);
    const alone = await page.locator(".alone a").getAttribute("href");
    await go(alone);
    assert.match(await page.locator("body").innerText(), /A paragraph to click/);
    await go("/.feedmill/feed/tags/harm/feed.json");
    assert.equal(await page.title().then((title) => title.includes("hurt")), false);
  },

  async "the first page and the others can be walked by keyboard"({ page, go }) {
    await go("/");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    assert.ok((await page.locator(".skip").boundingBox()).y >= 0, "the skip link is seen where it has the focus");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => !!document.activeElement.closest("main")), true);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid");
    const tags = page.locator("#g-Tags > summary");
    await tags.focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#g-Tags").getAttribute("open"), "");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\.feedmill\/feed\/tags\//);
    const stops = new Set();
    for (let n = 0; n < 400; n++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const now = document.activeElement;
        return now === document.body ? null : now.outerHTML.slice(0, 400);
      });
      if (stop === null && stops.size > 5) break;
      stops.add(stop);
    }
    for (const part of ["aria-current", "<summary", "Open alone"]) assert.ok([...stops].some((stop) => stop?.includes(part)), `${part} is not reached`);
  },

  async "a feed of a megabyte is quick, in pages, and so is its source"({ page, go }) {
    await go("/.feedmill/feed/tides/rss.xml");
    assert.equal(await page.locator("article").count(), 50);
    await page.getByRole("link", { name: "The next ones" }).click();
    assert.match(await page.locator("#entries").innerText(), /51 to 100 of 300/);
    const begun = Date.now();
    await go("/.feedmill/source/tides/rss.xml#L9000");
    assert.ok(Date.now() - begun < PATIENCE);
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector("#L9000").getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    }, null, { timeout: PATIENCE });
    assert.ok((await page.locator("pre.code").textContent()).length > 1_000_000);
  },
};

/** Edits, faults and restarts, all of which an open page follows by itself. */
async function follow(browser, site, server) {
  const { context, page, wrong, go } = await open(browser, server.base);
  await go("/.feedmill/feed/rss.xml");
  const second = page.locator("details.content").nth(1);
  await second.locator("summary").click();
  await page.evaluate(() => scrollTo(0, 300));
  const ferry = (title, body) => made.article(`title = "${title}"\ndate = 2026-11-20T09:30:00Z\ntags = ["ferry"]`, body);
  site.put("articles/news/ferry.md", ferry("The ferry is early", "For the first time."));
  await page.getByRole("heading", { name: "The ferry is early" }).waitFor({ timeout: PATIENCE });
  // What was open is open, and where the page was scrolled to it is: the script runs once all is read.
  await page.waitForFunction(() => document.querySelectorAll("details.content")[1].open, null, { timeout: PATIENCE });
  await page.waitForFunction(() => scrollY === 300, null, { timeout: PATIENCE });

  site.put("articles/news/ferry.md", "+++\ntitle = \"The ferry is gone\"\ndate = 2026-13-45\n+++\nOops.\n");
  const alert = page.getByRole("alert");
  await alert.waitFor({ timeout: PATIENCE });
  const said = await alert.innerText();
  for (const part of ["The last build was refused", "articles/news/ferry.md:3:", "2026-13-45", "last built well"]) assert.ok(said.includes(part), `${part} is not in\n${said}`);
  assert.equal(await page.getByRole("heading", { name: "The ferry is early" }).count(), 1, "the old feed stays");
  const bar = await alert.boundingBox();
  assert.ok(bar.y >= 0 && bar.y < 900, "it is seen wherever the page is scrolled to");
  assert.deepEqual(await broken(page), []);
  if (shots) await page.screenshot({ path: join(shots, "fault.png") });
  await go("/");
  await page.getByRole("alert").waitFor({ timeout: PATIENCE });
  site.put("articles/news/ferry.md", ferry("The ferry is mended", "All is well."));
  await page.waitForFunction(() => !document.querySelector("[role=alert]"), null, { timeout: PATIENCE });
  await go("/.feedmill/feed/rss.xml");
  assert.equal(await page.getByRole("heading", { name: "The ferry is mended" }).count(), 1);
  assert.deepEqual(wrong, []);

  // The server is away for a while, in which something is edited.
  await server.end();
  site.put("articles/news/ferry.md", ferry("The ferry is back", "All is well."));
  const again = await serve(site.folder, Number(new URL(server.base).port));
  await page.getByRole("heading", { name: "The ferry is back" }).waitFor({ timeout: PATIENCE });
  await context.close();
  return again;
}

/** Every page at every width, in both schemes, with and without a script. */
async function looks(browser, base, pages, name) {
  for (const [colorScheme, width, javaScriptEnabled] of [["light", 1280, true], ["dark", 375, true], ["light", 320, false], ["dark", 1600, true]]) {
    const { context, page, wrong, go } = await open(browser, base, { colorScheme, viewport: { width, height: 900 }, javaScriptEnabled });
    for (const [n, path] of pages.entries()) {
      await go(path);
      await settled(page);
      assert.ok((await overflow(page)) <= 0, `${path} is wider than ${width} pixels`);
      assert.equal(await page.locator("main").count(), 1, path);
      if (javaScriptEnabled && width !== 1600) assert.deepEqual(await broken(page), [], `${path}, ${colorScheme}`);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${n}-${colorScheme}-${width}.png`) });
    }
    assert.deepEqual(wrong, []);
    await context.close();
  }
}

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
const site = made.write();
const sample = mkdtempSync(join(tmpdir(), "feedmill-sample-"));
let server;
try {
  for (const part of ["feedmill.toml", "articles", "feeds"]) cpSync(join(root, part), join(sample, part), { recursive: true });
  server = await serve(site.folder);
  for (const [name, check] of Object.entries(checks)) {
    const opened = await open(browser, server.base);
    await check(opened).catch((error) => {
      error.message = `${name}: ${error.message}`;
      throw error;
    });
    assert.deepEqual(opened.wrong, [], name);
    await opened.context.close();
    console.log(`  ${name}`);
  }
  await looks(browser, server.base, PAGES, "made");
  console.log("  every page is sound in both schemes, from 320 pixels on, and without a script");
  server = await follow(browser, site, server);
  console.log("  an open page follows edits, faults, and the server's restart");
  await server.end();
  server = await serve(sample);
  await looks(browser, server.base, ["/", "/.feedmill/feed/rss.xml", "/.feedmill/source/atom.xml"], "sample");
  console.log("  the sample site too");
} finally {
  await server?.end();
  await browser.close();
  for (const folder of [site.folder, sample]) rmSync(folder, { recursive: true, force: true });
}
console.log("pages: all is well");
