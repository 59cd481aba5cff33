// The site that the pages are looked at with: a podcast, several scripts, many tags, a large feed, and an article that does
// all it can to be harmful.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const CONFIG = `[site]
title = "Harbour Post"
url = "https://harbour.example/"
description = "Ships, tides and bread"
language = "en"
timezone = "Asia/Tokyo"

[articles]
permalink = "{section}/{slug}/"

[defaults]
limit = 60
max_bytes = "3 MB"

[[feed]]
path = ""

[[feed]]
each = "tag"
path = "tags/{tag}"

[[feed]]
each = "language"
path = "languages/{language}"

[[feed]]
path = "tides"
title = "All tides"
limit = 600
where = { sections = ["tides"] }
`;

/** A second of a low tone. */
function tone() {
  const samples = 8000;
  const wave = Buffer.alloc(44 + samples, 128);
  wave.write("RIFF", 0);
  wave.writeUInt32LE(36 + samples, 4);
  wave.write("WAVEfmt ", 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(8000, 24);
  wave.writeUInt32LE(8000, 28);
  wave.writeUInt16LE(1, 32);
  wave.writeUInt16LE(8, 34);
  wave.write("data", 36);
  wave.writeUInt32LE(samples, 40);
  for (let n = 0; n < samples; n++) wave[44 + n] = 128 + Math.round(60 * Math.sin((n * 220 * 2 * Math.PI) / 8000));
  return wave;
}

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160" onload="parent.hurt=1"><script>parent.hurt=1</script>
<rect width="320" height="160" fill="#27506b"/><circle cx="250" cy="50" r="22" fill="#f4d58d"/><path d="M60 110h130l-20 28H80z" fill="#7c2d12"/></svg>`;

const HARM = `<script>document.title = "hurt"; parent.hurt = 1; fetch("https://elsewhere.example/script")</script>
<p onclick="hurt()" style="background: url(https://elsewhere.example/style.png)">A paragraph to click.</p>
<img src="https://elsewhere.example/picture.png" alt="A ship far away" onerror="parent.hurt=1" onload="parent.hurt=1">
<img src="nowhere.png" onerror="parent.hurt=1" alt="">
<a href="javascript:parent.hurt=1">A link that runs</a> <a href="https://elsewhere.example/page">A link</a>
<meta http-equiv="refresh" content="0;url=https://elsewhere.example/refresh">
<base href="https://elsewhere.example/"><link rel="stylesheet" href="https://elsewhere.example/style.css">
<style>@import "https://elsewhere.example/import.css"; p { background: url(https://elsewhere.example/css.png) }</style>
<iframe src="https://elsewhere.example/frame" title="A film of ships"></iframe>
<object data="https://elsewhere.example/object"></object><embed src="https://elsewhere.example/embed">
<form action="https://elsewhere.example/form"><input name="a" autofocus onfocus="parent.hurt=1"><button>Send</button></form>
<video src="https://elsewhere.example/film.mp4" poster="https://elsewhere.example/poster.png" autoplay></video>
<svg onload="parent.hurt=1"><image href="https://elsewhere.example/svg.png"/></svg>
<picture><source srcset="https://elsewhere.example/set.webp"><img src="https://elsewhere.example/set.png" alt=""></picture>
`;

const article = (head, body) => `+++\n${head}\n+++\n${body}\n`;

/** Writes the site to a new folder; gives the folder. */
export function write() {
  const folder = mkdtempSync(join(tmpdir(), "feedmill-pages-"));
  const put = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put("feedmill.toml", CONFIG);
  put(
    "articles/news/ferry.md",
    article(
      'title = "The ferry is late"\ndate = 2026-11-20T09:30:00Z\nauthors = ["Ines Quay"]\ntags = ["ferry", "tides"]\nsummary = "It waits for the tide."',
      "The *ferry* waits for the tide, as it always does.\n\n> It has never been early.\n\n| Day | Minutes |\n|---|---|\n| Monday | 20 |\n| Tuesday | 35 |",
    ),
  );
  put(
    "articles/radio/episode/index.md",
    article(
      'title = "Episode 3: The lock"\ndate = 2026-11-19T12:00:00Z\nauthors = ["Ines Quay", "Bo Lund"]\ntags = ["radio"]\nimage = { src = "ship.svg", alt = "A ship at night" }\nenclosure = "episode.wav"',
      "Listen to the lock.\n\n![A ship](ship.svg)\n\n<audio src=\"episode.wav\"></audio>",
    ),
  );
  put("articles/radio/episode/episode.wav", tone());
  put("articles/radio/episode/ship.svg", DRAWING);
  put(
    "articles/news/mina.md",
    article('title = "السفن تعود إلى الميناء"\ndate = 2026-11-18T08:00:00Z\nlanguage = "ar"\ntags = ["ميناء"]', "عادت السفن مع المد هذا الصباح."),
  );
  put("articles/news/harm.html", article('title = "Harm <script>parent.hurt=1</script>"\ndate = 2026-11-17T08:00:00Z\ntags = ["harm"]', HARM));
  const tags = Array.from({ length: 110 }, (_, n) => `"berth ${n + 1}"`).join(", ");
  put("articles/news/berths.md", article(`title = "All berths"\ndate = 2026-11-16T08:00:00Z\ntags = [${tags}]`, "Every berth has a tag."));
  for (let n = 1; n <= 300; n++) {
    const day = new Date(Date.UTC(2025, 0, n)).toISOString().slice(0, 10);
    const table = Array.from({ length: 60 }, (_, hour) => `| ${hour} | ${(hour * n) % 97} cm | "rising & falling" <water> |`).join("\n");
    put(`articles/tides/day-${n}.md`, article(`title = "Tide of ${day}"\ndate = ${day}`, `| Hour | Height | Trend |\n|---|---|---|\n${table}`));
  }
  return { folder, put };
}

export { article };
