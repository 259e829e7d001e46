// The questions of all broadcasts: joined, parted, settled.

import { call, say, toast } from "/static/js/page.js";

let asking = null;
const dialog = document.getElementById("list-join");
const fail = (error) => toast(error.message, { bad: true });
const refresh = () => window.htmx.trigger(document.getElementById("faq-list"), "refresh");
const listed = (node) => node.closest("[data-listed]");
const act = (node, kind, body) =>
  call("POST", `/api/v1/faq/${encodeURIComponent(listed(node).dataset.listed)}/${kind}`, body).then(refresh).catch(fail);

function askJoin(entry) {
  const others = [...document.querySelectorAll("[data-listed]")].filter((each) => each !== entry);
  if (!others.length) return;
  asking = entry;
  dialog.querySelector("select").replaceChildren(...others.map((each) => new Option(each.dataset.question, each.dataset.listed)));
  dialog.showModal();
}

const CLICKS = [
  ["[data-join-open]", (button) => askJoin(listed(button))],
  ["[data-part-key]", (button) => act(button, "part", { key: button.dataset.partKey })],
  ["[data-choose]", (button) => act(button, "choose", { key: button.dataset.choose })],
  ["[data-closes]", (button) => button.closest("dialog").close()],
];

document.addEventListener("click", (event) => {
  for (const [selector, then] of CLICKS) {
    const found = event.target.closest(selector);
    if (found) { then(found); return; }
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.submit();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-join]")) return;
  event.preventDefault();
  dialog.close();
  act(asking, "join", { into: event.target.elements.into.value });
  toast(say("js.faq_merged"));
});
