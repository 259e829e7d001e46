// The brand kit: colours, font, logo, end card. A refusal shows the server's sentence.

import { call, say, toast, token } from "/static/js/page.js";

const fail = (error) => toast(error.message, { bad: true });

async function upload(kind, file) {
  const body = new FormData();
  body.append("file", file);
  const response = await fetch(`/api/v1/brand/files/${kind}`, { method: "PUT", credentials: "same-origin", headers: { "X-CSRF-Token": token }, body });
  if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail ?? say("js.failed"));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-brand-colours], [data-brand-file]")) return;
  event.preventDefault();
  try {
    if (form.matches("[data-brand-file]")) await upload(form.dataset.brandFile, form.elements.file.files[0]);
    else {
      const colour = (name) => (form.elements[`${name}_style`].checked ? "" : form.elements[name].value.slice(1).toUpperCase());
      await call("PUT", "/api/v1/brand/colours", { plain: colour("plain"), accent: colour("accent") });
    }
    location.reload();
  } catch (error) { fail(error); }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-brand-remove]");
  if (!button) return;
  try {
    await call("DELETE", `/api/v1/brand/files/${button.dataset.brandRemove}`);
    location.reload();
  } catch (error) { fail(error); }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-brand-colours] [type=color]")) event.target.form.elements[`${event.target.name}_style`].checked = false;
});
