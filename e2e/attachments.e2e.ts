import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

import { expect, test } from "./shared-playground.ts";

/** A small picture that a browser can draw: 40 by 30 pixels of one grey. */
function picture(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(40, 0);
  header.writeUInt32BE(30, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.alloc(30 * 41, 0x90));
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const parts = [chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

test("files are chosen, removed and sent with a message, and shown with it", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id } = await playground.ask("Hello");
  await page.goto(`${playground.url}/s/${session_id}`);
  const message = page.getByRole("textbox", { name: "Message" });
  await message.focus();

  await page.getByLabel("Attach files").setInputFiles([
    { name: "grey.png", mimeType: "image/png", buffer: picture() },
    { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Notes\nOne line") },
    { name: "wrong.txt", mimeType: "text/plain", buffer: Buffer.from("wrong") },
  ]);
  await page.getByRole("button", { name: "Remove wrong.txt" }).click();
  await message.fill("Hello, what is this?");
  await message.press("Enter");

  const files = page.getByRole("list", { name: "Attached files" });
  await expect(files.getByRole("listitem")).toHaveText([/grey\.png\s*\d+ B/, /notes\.md\s*16 B/]);
  await expect
    .poll(() => files.locator("img").evaluate((img) => (img as HTMLImageElement).naturalWidth))
    .toBe(40);
  await expect(page.locator("uar-run").last()).toContainText("It is a picture, and I cannot see.");
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveCount(0);
});

test("a file that no model takes is refused beside the message, which comes back", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id } = await playground.ask("Hello");
  await page.goto(`${playground.url}/s/${session_id}`);
  const message = page.getByRole("textbox", { name: "Message" });
  await message.fill("Read this");

  await page
    .getByLabel("Attach files")
    .setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF\0") });
  await message.press("Enter");

  await expect(page.getByRole("alert").filter({ hasText: "a.pdf" })).toBeVisible();
  await expect(message).toHaveValue("Read this");
  await expect(page.getByRole("button", { name: "Remove a.pdf" })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a form sends files, and its page shows them", async ({ page, playground }) => {
    await page.goto(playground.loginUrl);
    await page.goto(`${playground.url}/chat`);
    await page.getByLabel("Attach files").setInputFiles({
      name: "notes.md",
      mimeType: "text/markdown",
      buffer: Buffer.from("# Notes"),
    });
    await page.getByRole("textbox", { name: "Message" }).fill("Hello");
    await page.getByRole("button", { name: "Send", exact: true }).click();

    const files = page.getByRole("list", { name: "Attached files" });
    await expect(files.getByRole("link", { name: "notes.md" })).toBeVisible();
  });
});
