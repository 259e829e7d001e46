// What every page needs: the session's token on requests, toasts, dialogs, times as people write them.

export const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
export const words = JSON.parse(document.getElementById("page-words")?.textContent ?? "{}");

/** A text of the catalogue with its {places} filled. */
export function say(key, places = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => places[name] ?? "");
}

/** Milliseconds as `1:02:03.4`; tenths only where asked for. */
export function clock(ms, tenths = false) {
  const whole = tenths ? Math.round(ms / 100) / 10 : Math.floor(ms / 1000);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = tenths ? (whole % 60).toFixed(1).padStart(4, "0") : String(Math.floor(whole % 60)).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** Call the API; a refusal becomes an Error with the server's sentence. */
export async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    credentials: "same-origin",
    headers: { "X-CSRF-Token": token, Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? say("js.failed"));
}

/** A short message at the corner; `undo` is an optional function behind a button. */
export function toast(text, { bad = false, undo = null } = {}) {
  const area = document.getElementById("toasts");
  if (!area) return;
  const item = document.createElement("div");
  item.className = bad ? "toast toast-bad" : "toast";
  item.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast-undo";
    button.textContent = say("js.undo");
    button.addEventListener("click", () => { undo(); item.remove(); });
    item.append(button);
  }
  area.replaceChildren(item);
  setTimeout(() => item.remove(), undo ? 9000 : 6000);
}

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRF-Token"] = token;
});

document.addEventListener("htmx:response:error", async (event) => {
  const text = event.detail.ctx?.text ?? "";
  let sentence = say("js.failed");
  try { sentence = JSON.parse(text).detail ?? sentence; } catch { /* not a problem document */ }
  toast(sentence, { bad: true });
});

document.addEventListener("htmx:error", () => toast(say("js.offline"), { bad: true }));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
});

// A form that asks first.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// A button that is one call of the API.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-call]");
  if (!button || (button.dataset.ask && !window.confirm(button.dataset.ask))) return;
  const [method, url] = button.dataset.call.split(" ");
  button.disabled = true;
  try {
    await call(method, url);
    if (button.dataset.goes) window.location.assign(button.dataset.goes);
    else for (const part of document.querySelectorAll("[data-live]")) window.htmx.trigger(part, "live");
  } catch (error) {
    toast(error.message, { bad: true });
  } finally {
    button.disabled = false;
  }
});

// What a person has opened stays open when its part of the page is fetched again.
let opened = [];
const nameOf = (details) => details.querySelector("summary")?.textContent.replace(/\d+/g, "");
document.addEventListener("htmx:before:swap", () => {
  opened = [...document.querySelectorAll("[data-live] details[open]")].map(nameOf);
});
document.addEventListener("htmx:after:swap", () => {
  for (const details of document.querySelectorAll("[data-live] details")) if (opened.includes(nameOf(details))) details.open = true;
});

// A choice that takes effect at once: the language switch.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
