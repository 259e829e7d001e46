// What changes on the server shows here: server-sent events ask the parts of the page to fetch themselves again.

import { say } from "/static/js/page.js";

const scope = document.body.dataset.recording;
const url = scope ? `/api/v1/events?recording_id=${encodeURIComponent(scope)}` : "/api/v1/events";
let due = null;
const kinds = new Set();

function refresh() {
  due = null;
  for (const part of document.querySelectorAll("[data-live]")) {
    const wanted = part.dataset.live.split(" ");
    const ours = !part.dataset.recording || kinds.has(part.dataset.recording) || kinds.has("*");
    const busy = part.querySelector("[data-writing]:not([hidden])"); // never under somebody's hands
    if (ours && !busy && wanted.some((kind) => kinds.has(kind) || kind === "any")) window.htmx.trigger(part, "live");
  }
  kinds.clear();
}

function hear(event) {
  const news = JSON.parse(event.data);
  kinds.add(news.kind.split(".")[0]);
  if (news.recording_id) kinds.add(news.recording_id);
  else kinds.add("*");
  due ??= setTimeout(refresh, 350); // several at once are one refresh
}

if (document.querySelector("[data-live]")) {
  const stream = new EventSource(url);
  stream.addEventListener("news", hear);
  stream.addEventListener("open", () => document.getElementById("offline")?.setAttribute("hidden", ""));
  stream.addEventListener("error", () => {
    const bar = document.getElementById("offline");
    if (bar && stream.readyState !== EventSource.OPEN) {
      bar.textContent = say("js.reconnecting");
      bar.removeAttribute("hidden");
    }
  });
  window.addEventListener("pagehide", () => stream.close());
}
