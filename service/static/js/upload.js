// Bringing a recording in: choose or drop files, see what each is taken for, send with resume.

import { call, say, toast } from "/static/js/page.js";

const area = document.getElementById("upload");
const KINDS = ["media", "chat_file", "metrics_file", "offers_file", "products_file", "transcript_file"];
const MEDIA = /\.(mp4|mov|m4v|mkv|webm|flv|ts|mts|m2ts|mpg|mpeg|avi|3gp|mp3|m4a|aac|wav|flac|ogg|opus)$/i;
const NAMES = [
  [/chat|comment|live_chat|danmaku|채팅|댓글|문의톡/i, "chat_file"],
  [/metric|sales|viewer|order|stat|매출|시청|주문|지표|통계/i, "metrics_file"],
  [/offer|coupon|event|promo|쿠폰|할인|혜택|이벤트|프로모션/i, "offers_file"],
  [/product|item|catalog|goods|상품|제품/i, "products_file"],
];

/** What a file is, by its name; the person may correct it. */
export function kindOf(name) {
  if (MEDIA.test(name)) return "media";
  if (/\.(srt|vtt)$/i.test(name)) return "transcript_file";
  for (const [pattern, kind] of NAMES) if (pattern.test(name)) return kind;
  if (/transcript|subtitle|자막|대본/i.test(name)) return "transcript_file";
  return /\.(jsonl|xml|json|gz)$/i.test(name) ? "chat_file" : "";
}

let chosen = [];
let sending = false;

function bytes(size) {
  const units = ["B", "KB", "MB", "GB"];
  let unit = 0;
  while (size >= 1000 && unit < 3) { size /= 1000; unit += 1; }
  return `${size.toFixed(unit ? 1 : 0)} ${units[unit]}`;
}

function draw() {
  const list = area.querySelector("[data-files]");
  list.replaceChildren(...chosen.map((entry, index) => row(entry, index)));
  const media = chosen.filter((entry) => entry.kind === "media");
  area.querySelector("[data-form]").hidden = chosen.length === 0;
  const button = area.querySelector("[data-send]");
  button.disabled = sending || media.length !== 1 || chosen.some((entry) => !entry.kind);
  area.querySelector("[data-hint]").textContent =
    media.length === 1 ? (chosen.some((e) => !e.kind) ? say("js.upload.choose_kind") : "")
      : say(media.length ? "js.upload.one_recording" : "js.upload.need_recording");
  const title = area.querySelector("[name=title]");
  if (media.length === 1 && !title.value) title.value = media[0].file.name.replace(/\.[^.]+$/, "").normalize("NFC");
}

function row(entry, index) {
  const item = document.createElement("li");
  item.className = "file-row";
  const name = document.createElement("span");
  name.className = "file-name";
  name.textContent = entry.file.name.normalize("NFC");
  const size = document.createElement("span");
  size.className = "soft small number";
  size.textContent = entry.note || bytes(entry.file.size);
  entry.sizeNode = size;
  const select = document.createElement("select");
  select.setAttribute("aria-label", say("js.upload.kind_of", { name: entry.file.name }));
  select.append(new Option(say("js.upload.pick"), ""));
  for (const kind of KINDS) select.append(new Option(say(`kind.${kind}`), kind));
  select.value = entry.kind;
  select.disabled = sending;
  select.addEventListener("change", () => { entry.kind = select.value; draw(); });
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = entry.share ?? 0;
  bar.hidden = !sending;
  bar.setAttribute("aria-label", entry.file.name);
  entry.bar = bar;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-quiet button-small";
  drop.textContent = say("js.upload.remove");
  drop.hidden = sending;
  drop.addEventListener("click", () => { chosen.splice(index, 1); draw(); });
  item.append(name, size, select, drop, bar);
  return item;
}

function add(files) {
  for (const file of files) chosen.push({ file, kind: kindOf(file.name), share: 0 });
  draw();
}

/** Send one file; resolves with the upload's id. Goes on where an earlier try of the same file stopped. */
function send(entry) {
  return new Promise((resolve, reject) => {
    const upload = new window.tus.Upload(entry.file, {
      endpoint: "/api/v1/uploads",
      chunkSize: 64 * 1024 * 1024,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000],
      metadata: { filename: entry.file.name.normalize("NFC"), kind: entry.kind },
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => request.setHeader("X-CSRF-Token", document.querySelector('meta[name="csrf-token"]').content),
      onProgress: (sent, total) => {
        entry.share = total ? sent / total : 1;
        entry.bar.value = entry.share;
        entry.sizeNode.textContent = `${bytes(sent)} / ${bytes(total)}`;
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
      },
      onError: (error) => {
        let sentence = say("js.upload.stopped");
        try { sentence = JSON.parse(error.originalResponse.getBody()).detail; } catch { /* no answer came */ }
        reject(new Error(sentence));
      },
      onSuccess: () => resolve(upload.url.split("/").pop()),
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    }, reject);
  });
}

async function sendAll() {
  sending = true;
  draw();
  try {
    const sources = [];
    for (const entry of [...chosen].sort((a, b) => a.file.size - b.file.size)) {
      entry.upload ??= await send(entry); // what has arrived stays, when a later file fails
      sources.push({ kind: entry.kind, upload_id: entry.upload });
    }
    const form = area.querySelector("[data-form]");
    const recording = await call("POST", "/api/v1/recordings", {
      title: form.elements.title.value,
      language: form.elements.language.value || null,
      recorded_on: form.elements.recorded_on.value || null,
      sound_track: form.elements.sound_track.value,
      sources,
    });
    chosen = [];
    window.location.assign(`/recordings/${recording.id}`);
  } catch (error) {
    sending = false;
    draw();
    toast(error.message, { bad: true });
  }
}

if (area) {
  const input = area.querySelector("input[type=file]");
  const take = () => { add(input.files); input.value = ""; };
  input.addEventListener("change", take);
  if (input.files.length) take(); // chosen before this script had come
  area.querySelector("[data-form]").addEventListener("submit", (event) => { event.preventDefault(); sendAll(); });
  for (const kind of ["dragover", "dragenter"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) area.classList.remove("is-over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    if (event.dataTransfer?.files.length) add(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => { if (sending && chosen.length) event.preventDefault(); });
}
