// Learning: a step further, a step back, and a table of how posts did.

import { call, say, toast, token } from "/static/js/page.js";

const refresh = () => window.htmx.trigger(document.getElementById("learning"), "refresh");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-learn]");
  if (!button || (button.dataset.ask && !window.confirm(button.dataset.ask))) return;
  button.disabled = true;
  try {
    await call("POST", `/api/v1/learning/${button.dataset.learn}`);
    toast(say(button.dataset.learn === "apply" ? "js.learning.applied" : "js.learning.undone"));
    refresh();
  } catch (error) {
    toast(error.message, { bad: true });
    button.disabled = false;
  }
});

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches("[data-numbers]") || !input.files[0]) return;
  const body = new FormData();
  body.append("file", input.files[0]);
  input.value = "";
  const response = await fetch("/api/v1/learning/numbers", { method: "POST", headers: { "X-CSRF-Token": token }, body });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    toast(answer.detail ?? say("js.failed"), { bad: true });
    return;
  }
  toast(say("js.learning.numbers", { n: answer.clips }) + (answer.unknown_clips ? ` ${say("js.learning.unknown", { n: answer.unknown_clips })}` : ""));
  refresh();
});
