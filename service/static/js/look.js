// How a clip looks: caption style, title over its start, cover and the text on it, and whether it is tightened.

import { call, say, toast } from "/static/js/page.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-look]")) return;
  event.preventDefault();
  const clip = form.closest("[data-clip]").dataset;
  const look = Object.fromEntries(["style", "hook", "cover", "cover_text", "tighten"].map((name) => [name, form.elements[name]?.value ?? ""]));
  try {
    await call("PATCH", `/api/v1/clips/${clip.clip}`, { version: Number(clip.version), look });
    toast(say("js.saved"));
    const url = `/recordings/${document.body.dataset.recording}/clips/${clip.clip}`;
    await window.htmx.ajax("GET", url, { target: "#clip", swap: "innerHTML" });
  } catch (error) { toast(error.message, { bad: true }); }
});
