// Asking for clips: by product, word, part, length and number.

import { call, say, toast } from "/static/js/page.js";

/** `1:02:03`, `62:03` or seconds as milliseconds; null for nothing. */
function milliseconds(text) {
  if (!text.trim()) return null;
  return text.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-request]")) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  const wanted = {
    product_id: values.product_id ?? "",
    keyword: values.keyword,
    start_ms: milliseconds(values.start),
    end_ms: milliseconds(values.end),
    length: values.length,
    count: Number(values.count),
  };
  try {
    await call("POST", `/api/v1/recordings/${document.body.dataset.recording}/requests`, wanted);
    toast(say("js.request_sent"));
    form.reset();
    form.closest("details").open = false;
    for (const part of document.querySelectorAll("[data-live]")) window.htmx.trigger(part, "live");
  } catch (error) {
    toast(error.message, { bad: true });
  }
});
