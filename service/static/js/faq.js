// Questions beside the moment that proves them: play it, correct, join, part, split, answer, decide.

import { call, say, toast } from "/static/js/page.js";

const moment = document.getElementById("moment");
const video = moment.querySelector("video");
const page = document.getElementById("faq-page");
const recording = document.body.dataset.recording;
const base = `/api/v1/recordings/${recording}/faq`;
let until = null;
let asking = null; // id of the entry that an open dialog is about

const fail = (error) => toast(error.message, { bad: true });
const refresh = () => window.htmx.trigger(document.getElementById("faq"), "refresh");
const address = (id) => `${base}/${encodeURIComponent(id)}`;
const entryOf = (node) => node.closest("[data-entry]");
const byId = (id) => document.getElementById(id);

video.addEventListener("timeupdate", () => {
  if (until !== null && video.currentTime >= until) { video.pause(); until = null; }
});
for (const kind of ["play", "pause"]) {
  video.addEventListener(kind, () => moment.toggleAttribute("data-playing", !video.paused));
}
video.addEventListener("error", () => { if (video.hasAttribute("src")) toast(say("js.no_source"), { bad: true }); });

function play(button) {
  const start = Number(button.dataset.moment) / 1000;
  until = Math.max(start + 2, Number(button.dataset.momentEnd) / 1000 + 0.4);
  if (!video.hasAttribute("src")) video.src = moment.dataset.media;
  video.currentTime = start;
  video.play().catch(() => {});
  moment.querySelector("[data-moment-text]").textContent = button.dataset.momentSays;
  for (const each of document.querySelectorAll(".is-playing")) each.classList.remove("is-playing");
  entryOf(button)?.classList.add("is-playing");
}

function write(entry) {
  const form = entry.querySelector("[data-writing]");
  form.hidden = !form.hidden;
  entry.querySelector("[data-reading]").hidden = !form.hidden;
  if (form.hidden) refresh(); // what changed meanwhile was not shown
  else form.querySelector("textarea").focus();
}

/** Forms in which somebody writes, as they are now: what the server sends meanwhile closes none. */
function openForms() {
  const forms = [...document.querySelectorAll("[data-writing]:not([hidden]), [data-answering]:not([hidden])")];
  return forms.map((form) => ({
    place: form.matches("[data-writing]")
      ? `[data-entry="${CSS.escape(entryOf(form).dataset.entry)}"] [data-writing]`
      : `[data-open-question="${CSS.escape(form.closest("[data-open-question]").dataset.openQuestion)}"] [data-answering]`,
    fields: [...form.elements].map((field) => ({ value: field.value, checked: field.checked })),
    focused: [...form.elements].indexOf(document.activeElement),
    caret: document.activeElement?.selectionStart,
  }));
}

function reopen(kept) {
  const form = document.querySelector(kept.place);
  if (!form) return;
  form.hidden = false;
  const reading = form.matches("[data-writing]") && entryOf(form).querySelector("[data-reading]");
  if (reading) reading.hidden = true;
  kept.fields.forEach((field, at) => {
    const now = form.elements[at];
    if (now?.matches("textarea")) now.value = field.value;
    if (now?.matches("[type=checkbox]")) now.checked = field.checked;
  });
  const focused = form.elements[kept.focused];
  focused?.focus();
  if (focused?.matches("textarea")) focused.setSelectionRange(kept.caret, kept.caret);
}

/** The text that stands here: another one, written meanwhile, is not approved with it. */
function textOf(entry) {
  const { question, answer } = entry.querySelector("[data-writing]").elements;
  return { question: question.defaultValue, answer: answer.defaultValue };
}

function decide(entry, kind) {
  if (kind === "reject") { ask(entry, "faq-reject"); return; }
  const words = { approve: "js.faq_approved", reopen: "js.reopened" }[kind];
  call("POST", `${address(entry.dataset.entry)}/${kind}`, kind === "approve" ? textOf(entry) : undefined)
    .then(() => { toast(say(words), kind === "approve" ? { undo: () => undo(entry) } : {}); refresh(); })
    .catch((error) => { fail(error); refresh(); });
}

const undo = (entry) => call("POST", `${address(entry.dataset.entry)}/reopen`).then(refresh).catch(fail);

function ask(entry, dialog) {
  asking = entry.dataset.entry;
  byId(dialog).showModal();
}

function askMerge(entry) {
  const select = byId("faq-merge").querySelector("select");
  const others = [...document.querySelectorAll("[data-entry]")].filter((each) => each !== entry);
  select.replaceChildren(...others.map((each) => new Option(each.dataset.question, each.dataset.entry)));
  if (others.length) ask(entry, "faq-merge");
}

/** The answer cut at the sentence end that is nearest to its middle. */
function halves(text) {
  const ends = [...text.matchAll(/[.!?…]\s+/g)].map((match) => match.index + match[0].length);
  const middle = text.length / 2;
  const at = ends.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? text.length;
  return [text.slice(0, at).trim(), text.slice(at).trim()];
}

function askSplit(entry) {
  const form = byId("faq-split").querySelector("form");
  [form.elements.first.value, form.elements.second.value] = halves(entry.querySelector(".faq-a").textContent);
  form.elements.question.value = "";
  ask(entry, "faq-split");
}

function show(kind) {
  page.dataset.show = kind;
  for (const button of document.querySelectorAll("[data-show-kind]")) {
    button.setAttribute("aria-pressed", String(button.dataset.showKind === kind));
  }
}

const CLICKS = [
  ["[data-moment]", play],
  ["[data-show-kind]", (button) => show(button.dataset.showKind)],
  ["[data-closes]", (button) => button.closest("dialog").close()],
  ["[data-opens]", (button) => byId(button.dataset.opens).showModal()],
  ["[data-write]", (button) => write(entryOf(button))],
  ["[data-decide]", (button) => decide(entryOf(button), button.dataset.decide)],
  ["[data-merge-open]", (button) => askMerge(entryOf(button))],
  ["[data-split-open]", (button) => askSplit(entryOf(button))],
  ["[data-part]", (button) => call("POST", `${address(button.dataset.part)}/part`).then(refresh).catch(fail)],
  ["[data-answer-open]", (button) => {
    const form = button.closest("[data-open-question]").querySelector("[data-answering]");
    form.hidden = !form.hidden;
    if (!form.hidden) form.querySelector("textarea").focus();
  }],
  ["[data-dismiss]", (button) => {
    const id = button.closest("[data-open-question]").dataset.openQuestion;
    const restore = () => call("POST", `${address(id)}/restore`).then(refresh).catch(fail);
    call("POST", `${address(id)}/dismiss`)
      .then(() => { toast(say("js.faq_dismissed"), { undo: restore }); refresh(); })
      .catch(fail);
  }],
];

document.addEventListener("click", (event) => {
  for (const [selector, act] of CLICKS) {
    const found = event.target.closest(selector);
    if (found) { act(found); return; }
  }
});

const SUBMITS = [
  ["[data-writing]", async (form) => {
    const change = { question: form.elements.question.value, answer: form.elements.answer.value };
    const boxes = [...form.querySelectorAll("[name=product]")];
    if (boxes.length) change.product_ids = boxes.filter((box) => box.checked).map((box) => box.value);
    await call("PATCH", address(entryOf(form).dataset.entry), change);
    form.hidden = true;
    toast(say("js.saved"));
  }],
  ["[data-answering]", async (form) => {
    const id = form.closest("[data-open-question]").dataset.openQuestion;
    await call("PATCH", address(id), { answer: form.elements.answer.value });
    form.hidden = true;
    toast(say("js.faq_answered"));
  }],
  ["[data-reject]", async (form) => {
    const reason = form.elements.other.value.trim() || form.elements.reason.value;
    const entry = document.getElementById(`e-${asking}`);
    form.closest("dialog").close();
    await call("POST", `${address(asking)}/reject`, { reason });
    form.reset();
    toast(say("js.faq_rejected"), { undo: () => undo(entry) });
  }],
  ["[data-merge]", async (form) => {
    form.closest("dialog").close();
    await call("POST", `${address(asking)}/merge`, { into: form.elements.into.value });
    toast(say("js.faq_merged"));
  }],
  ["[data-split]", async (form) => {
    form.closest("dialog").close();
    await call("POST", `${address(asking)}/split`, { question: form.elements.question.value, answer: form.elements.second.value });
    await call("PATCH", address(asking), { answer: form.elements.first.value });
    toast(say("js.faq_split"));
  }],
];

document.addEventListener("submit", (event) => {
  for (const [selector, act] of SUBMITS) {
    if (!event.target.matches(selector)) continue;
    event.preventDefault();
    act(event.target).then(refresh).catch(fail);
    return;
  }
});

let writing = [];
document.addEventListener("htmx:before:swap", () => { writing = openForms(); });
document.addEventListener("htmx:after:swap", () => {
  show(page.dataset.show);
  writing.splice(0).forEach(reopen);
});

/** The entry that keys act on: the one that has the focus, else the first one shown. */
function current() {
  return document.activeElement?.closest?.("[data-entry]") ?? shown()[0];
}

const shown = () => [...document.querySelectorAll("[data-entry]")].filter((each) => each.offsetParent !== null);

function move(step) {
  const all = shown();
  const focused = document.activeElement?.closest?.("[data-entry]");
  const at = focused ? all.indexOf(focused) + step : 0;
  const next = all[Math.max(0, Math.min(all.length - 1, at))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const press = (selector) => current()?.querySelector(selector)?.click();
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  p: () => (video.paused ? press("[data-proof]") : video.pause()),
  a: () => press("[data-decide=approve]"),
  r: () => press("[data-decide=reject]"),
  u: () => press("[data-decide=reopen]"),
  e: () => press("[data-write]"),
  m: () => press("[data-merge-open]"),
  s: () => press("[data-split-open]"),
  "?": () => byId("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea, select, video")) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) { event.preventDefault(); act(); }
});
