// The review page: one clip at a time is watched, trimmed, corrected and decided; all by keyboard too.

import { call, say, toast } from "/static/js/page.js";
import { Player } from "/static/js/player.js";
import { Trim } from "/static/js/trim.js";

const stage = document.getElementById("clip");
let open = null; // the clip on the page: {node, trim, player}
let rejecting = []; // clip ids the reason dialog is about
let lastDecided = null;
let isShowingFirst = false;

const idOf = (clip) => clip.node.dataset.clip;
const links = () => [...document.querySelectorAll("[data-clip-link]")];
const refreshList = () => window.htmx.trigger(document.getElementById("clip-list"), "refresh");
const fail = (error) => toast(error.message, { bad: true });

function setUp() {
  const node = stage.querySelector("[data-clip]");
  if (!node || open?.node === node) return;
  open?.player.video.pause();
  const clip = { node };
  open = clip;
  clip.trim = new Trim(node, (edge) => { markWords(); if (edge && clip.player.view === "preview") clip.player.show("source", clip.trim[edge]); },
    (ms) => clip.player.seek(ms));
  clip.player = new Player(node, () => clip.trim);
  clip.player.listeners.push((ms) => { clip.trim.showNow(ms); followWords(ms); });
  markWords();
  reveal(node.querySelector(".word.is-in"), node.querySelector("[data-words]"));
  markOpen({ scroll: true });
  document.dispatchEvent(new CustomEvent("clip:open", { detail: { id: idOf(clip) } }));
}

/** Bring a part of a scrolling box into sight, without moving the page. */
function reveal(part, box) {
  if (!part || !box) return;
  const [inner, outer] = [part.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + 12;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 12;
}

function markOpen({ scroll = false } = {}) {
  for (const link of links()) {
    const isOpen = Boolean(open) && link.dataset.clipLink === idOf(open);
    if (isOpen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    link.closest("li").classList.toggle("is-selected", isOpen);
    if (isOpen && scroll) reveal(link.closest("li"), document.querySelector(".review-list"));
  }
}

/** Fetch the open clip again, or show another one. */
function show(id) {
  const base = `/recordings/${document.body.dataset.recording}/clips/${id}`;
  document.getElementById("review").classList.add("is-chosen");
  if (location.pathname !== base) history.pushState({}, "", base + location.search);
  return window.htmx.ajax("GET", base, { target: "#clip", swap: "innerHTML" });
}

function markWords() {
  for (const word of open.node.querySelectorAll(".word")) {
    const middle = (Number(word.dataset.from) + Number(word.dataset.to)) / 2;
    word.classList.toggle("is-in", middle >= open.trim.start && middle < open.trim.end);
  }
}

function followWords(ms) {
  for (const word of open.node.querySelectorAll(".word")) {
    word.classList.toggle("is-now", !open.player.video.paused && ms >= Number(word.dataset.from) && ms < Number(word.dataset.to));
  }
}

async function saveTrim({ quiet = false } = {}) {
  if (!open.trim.isChanged) return;
  await call("PATCH", `/api/v1/clips/${idOf(open)}`, { version: Number(open.node.dataset.version), start_ms: open.trim.start, end_ms: open.trim.end });
  if (!quiet) { toast(say("js.saved_preview")); await show(idOf(open)); refreshList(); }
}

async function edit(change, text = "js.saved_preview") {
  await saveTrim({ quiet: true });
  await call("PATCH", `/api/v1/clips/${idOf(open)}`, change);
  toast(say(text));
  await show(idOf(open));
  refreshList();
}

/** The next clip nobody has decided, after the open one and then from the top. */
function nextToDecide(id) {
  const rows = links().map((link) => ({ id: link.dataset.clipLink, row: link.closest("li") }));
  const place = rows.findIndex((each) => each.id === id);
  const turned = [...rows.slice(place + 1), ...rows.slice(0, Math.max(0, place))];
  return turned.find((each) => each.row.classList.contains("clip-proposed"))?.id ?? null;
}

async function decide(kind, reason = "") {
  const id = idOf(open);
  const title = open.node.dataset.title || say("js.untitled");
  if (kind !== "reject") await saveTrim({ quiet: true });
  await call("POST", `/api/v1/clips/${id}/${kind}`, kind === "reject" ? { reason } : undefined);
  const words = { approve: "js.approved", reject: "js.rejected", reopen: "js.reopened" }[kind];
  lastDecided = kind === "reopen" ? null : id;
  toast(say(words, { title }), { undo: kind === "reopen" ? null : undo });
  const next = kind === "reopen" ? null : nextToDecide(id);
  await show(next ?? id);
  refreshList();
}

async function undo() {
  const id = lastDecided ?? (open && open.node.dataset.state !== "proposed" ? idOf(open) : null);
  if (!id) { toast(say("js.nothing_to_undo")); return; }
  try {
    await call("POST", `/api/v1/clips/${id}/reopen`);
    lastDecided = null;
    toast(say("js.reopened"));
    await show(id);
    refreshList();
  } catch (error) { fail(error); }
}

function askReason(ids) {
  rejecting = ids;
  document.getElementById("reject").showModal();
}

async function decideMany(decision, ids, reason = "") {
  const answer = await call("POST", "/api/v1/clips/decisions", { clip_ids: ids, decision, reason });
  const refused = Object.keys(answer.refused).length;
  toast(say("js.bulk_done", { n: answer.done.length }) + (refused ? ` · ${say("js.bulk_refused", { n: refused })}` : ""), { bad: refused > 0 });
  for (const box of document.querySelectorAll("[data-pick], [data-all]")) box.checked = false;
  countPicked();
  refreshList();
  if (open && answer.done.includes(idOf(open))) await show(idOf(open));
}

const picked = () => [...document.querySelectorAll("[data-pick]:checked")].map((box) => box.value);
function countPicked() {
  const none = picked().length === 0;
  for (const button of document.querySelectorAll("[data-bulk-do]")) button.disabled = none;
}

function chooseWord(word) {
  const [from, to] = [Number(word.dataset.from), Number(word.dataset.to)];
  const tools = open.node.querySelector("[data-word-tools]");
  if (tools && to <= open.trim.start) open.trim.set("start", from - 60);
  else if (tools && from >= open.trim.end) open.trim.set("end", to + 400);
  for (const each of open.node.querySelectorAll(".word.is-chosen")) each.classList.remove("is-chosen");
  word.classList.add("is-chosen");
  if (tools) {
    tools.hidden = false;
    tools.querySelector("[data-word-text]").textContent = `“${word.textContent}”`;
  }
  open.player.playFrom(from);
}

function edgeAt(edge) {
  const word = open.node.querySelector(".word.is-chosen");
  if (word) open.trim.set(edge, edge === "start" ? Number(word.dataset.from) - 60 : Number(word.dataset.to) + 400);
  else open.trim.set(edge, open.player.now);
}

function saveCaptions(form) {
  const edits = [...form.querySelectorAll("[data-caption]")]
    .filter((area) => area.value.trim() !== area.dataset.heard)
    .map((area) => ({ start_ms: Number(area.dataset.from), end_ms: Number(area.dataset.to), text: area.value.trim() }));
  return edit({ caption_edits: edits });
}

function saveLayouts() {
  const layouts = [...open.node.querySelectorAll("[data-layout]")]
    .filter((select) => select.value)
    .map((select) => ({ start_ms: Number(select.dataset.from), end_ms: Number(select.dataset.to), layout: select.value }));
  return edit({ layouts });
}

const CLICKS = [
  ["[data-play]", () => open.player.toggle()],
  ["[data-show]", (node) => open.player.show(node.dataset.show)],
  ["[data-nudge]", (node) => open.trim.set(node.dataset.nudge, open.trim[node.dataset.nudge] + Number(node.dataset.by))],
  ["[data-save]", () => saveTrim().catch(fail)],
  ["[data-revert]", () => open.trim.revert()],
  ["[data-undo-edit]", () => call("POST", `/api/v1/clips/${idOf(open)}/undo`).then(() => show(idOf(open))).catch(fail)],
  ["#clip [data-decide=reject]", () => askReason([idOf(open)])],
  ["#clip [data-decide]", (node) => decide(node.dataset.decide).catch(fail)],
  [".word", (node) => chooseWord(node)],
  ["[data-word-edge]", (node) => edgeAt(node.dataset.wordEdge)],
  ["[data-seek]", (node) => open.player.playFrom(Number(node.dataset.seek))],
  ["[data-edit-captions]", () => {
    const form = open.node.querySelector("[data-captions]");
    form.hidden = !form.hidden;
    open.node.querySelector("[data-words]").hidden = !form.hidden;
    if (!form.hidden) form.querySelector("textarea")?.focus();
  }],
  ["[data-peek]", (node) => open?.player.peek(Number(node.dataset.peek), Number(node.dataset.peekEnd))],
  ["[data-own]", async (node) => {
    try {
      const made = await call("POST", `/api/v1/recordings/${document.body.dataset.recording}/clips`, { start_ms: Number(node.dataset.own), end_ms: Number(node.dataset.ownEnd) });
      toast(say("js.clip_added"));
      refreshList();
      await show(made.id);
    } catch (error) { fail(error); }
  }],
  ["[data-bulk-do=reject]", () => askReason(picked())],
  ["[data-bulk-do]", (node) => decideMany(node.dataset.bulkDo, picked()).catch(fail)],
];

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-clip-link]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.dataset.clipLink).then(() => { if (innerWidth <= 720) stage.scrollIntoView(); });
    return;
  }
  for (const [selector, act] of CLICKS) {
    const node = event.target.closest(selector);
    if (node) { act(node); return; }
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-title-input]")) edit({ title: event.target.value }, "js.saved").catch(fail);
  if (event.target.matches("[data-layout]")) saveLayouts().catch(fail);
  if (event.target.matches("[data-all]")) for (const box of document.querySelectorAll("[data-pick]")) box.checked = event.target.checked;
  if (event.target.matches("[data-all], [data-pick]")) countPicked();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-captions]")) {
    event.preventDefault();
    saveCaptions(event.target).catch(fail);
  }
  if (event.target.matches("[data-reject]")) {
    event.preventDefault();
    const form = event.target;
    const reason = form.elements.other.value.trim() || form.elements.reason.value;
    form.closest("dialog").close();
    form.reset();
    if (rejecting.length === 1 && open && rejecting[0] === idOf(open)) decide("reject", reason).catch(fail);
    else decideMany("reject", rejecting, reason).catch(fail);
  }
});

function move(by) {
  const all = links();
  const place = all.findIndex((link) => link.dataset.clipLink === (open && idOf(open)));
  const next = all[place + by];
  if (next) show(next.dataset.clipLink);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  " ": () => open?.player.toggle(),
  i: () => open && edgeAt("start"),
  o: () => open && edgeAt("end"),
  a: () => stage.querySelector("[data-decide=approve]")?.click(),
  r: () => stage.querySelector("[data-decide=reject]")?.click(),
  u: undo,
  "?": () => document.getElementById("keys").showModal(),
  ArrowLeft: () => open?.player.seek(open.player.now - 1000),
  ArrowRight: () => open?.player.seek(open.player.now + 1000),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && event.target.closest("button, a, summary, [type=checkbox]")) return;
  // By place on the keyboard where the letters are Hangul, so that shortcuts work in both states.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  const act = KEYS[event.key] ?? KEYS[letter];
  if (!act) return;
  event.preventDefault();
  act();
});

/** The first suggestions have just come: a wide screen shows the best one. */
function showFirst() {
  const first = links()[0];
  if (isShowingFirst || !first || innerWidth <= 720 || stage.querySelector("[data-clip]")) return;
  isShowingFirst = true;
  window.htmx.ajax("GET", first.getAttribute("href"), { target: "#clip", swap: "innerHTML" });
}

document.addEventListener("htmx:after:swap", () => {
  setUp();
  showFirst();
  markOpen();
  countPicked();
  const status = stage.querySelector("#clip-status");
  if (!open || !status || status.dataset.preview !== "done" || open.player.hasPreview) return;
  open.player.load(true); // the preview has just become ready
});

window.addEventListener("popstate", () => location.reload());
window.addEventListener("beforeunload", (event) => { if (open?.trim.isChanged) event.preventDefault(); });
setUp();
