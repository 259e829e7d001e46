// Questions beside the moment that proves them: play it, correct the text, decide.

import { call, say, toast } from "/static/js/page.js";

const moment = document.getElementById("moment");
const video = moment.querySelector("video");
const recording = document.body.dataset.recording;
let until = null;

const fail = (error) => toast(error.message, { bad: true });
const refresh = () => window.htmx.trigger(document.getElementById("faq"), "refresh");
const address = (entry) => `/api/v1/recordings/${recording}/faq/${encodeURIComponent(entry.dataset.entry)}`;

video.addEventListener("timeupdate", () => {
  if (until !== null && video.currentTime >= until) { video.pause(); until = null; }
});
video.addEventListener("error", () => { if (video.hasAttribute("src")) toast(say("js.no_source"), { bad: true }); });

function play(button) {
  const start = Number(button.dataset.moment) / 1000;
  until = Math.max(start + 2, Number(button.dataset.momentEnd) / 1000 + 0.4);
  if (!video.hasAttribute("src")) video.src = moment.dataset.media;
  video.currentTime = start;
  video.play().catch(() => {});
  moment.querySelector("[data-moment-text]").textContent = button.dataset.momentSays;
  for (const each of document.querySelectorAll(".is-playing")) each.classList.remove("is-playing");
  button.closest("[data-entry]")?.classList.add("is-playing");
}

function write(entry) {
  const form = entry.querySelector("[data-writing]");
  form.hidden = !form.hidden;
  entry.querySelector("[data-reading]").hidden = !form.hidden;
  if (!form.hidden) form.querySelector("textarea").focus();
}

document.addEventListener("click", (event) => {
  const player = event.target.closest("[data-moment]");
  if (player) play(player);
  const entry = event.target.closest("[data-entry]");
  if (!entry) return;
  if (event.target.closest("[data-write]")) write(entry);
  const decision = event.target.closest("[data-decide]")?.dataset.decide;
  if (decision) call("POST", `${address(entry)}/${decision}`, decision === "reject" ? { reason: "" } : undefined).then(refresh).catch(fail);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-writing]");
  if (!form) return;
  event.preventDefault();
  const change = { question: form.elements.question.value, answer: form.elements.answer.value };
  const boxes = [...form.querySelectorAll("[name=product]")];
  if (boxes.length) change.product_ids = boxes.filter((box) => box.checked).map((box) => box.value);
  call("PATCH", address(form.closest("[data-entry]")), change)
    .then(() => { form.hidden = true; toast(say("js.saved")); refresh(); })
    .catch(fail);
});
