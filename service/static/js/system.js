// People, keys and one's own password.

import { call, say, toast } from "/static/js/page.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const kind = form.dataset.add;
  if (!kind && !form.matches("[data-password]")) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  try {
    if (!kind) {
      await call("PUT", "/api/v1/me/password", values);
      window.alert(say("js.password_saved"));
      window.location.assign("/sign-in");
      return;
    }
    const made = await call("POST", `/api/v1/${kind}`, values);
    const place = form.querySelector("[data-made]");
    place.textContent = kind === "keys" ? say("js.key_made", { key: made.key }) : say("js.link_made", { link: made.link });
    place.hidden = false;
    form.reset();
  } catch (error) {
    toast(error.message, { bad: true });
  }
});
