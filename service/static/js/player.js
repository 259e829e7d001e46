// One clip, two pictures: the finished-looking preview, and the original for trimming beyond its edges.
// All times outside this file are the recording's milliseconds.

import { clock, say } from "/static/js/page.js";

export class Player {
  /** @param {HTMLElement} clip  @param {() => {start: number, end: number}} edges */
  constructor(clip, edges) {
    this.clip = clip;
    this.edges = edges;
    this.preview = clip.querySelector('[data-player="preview"]');
    this.source = clip.querySelector('[data-player="source"]');
    this.pieces = [[Number(clip.dataset.start), Number(clip.dataset.end)]]; // what the preview shows
    this.view = "source";
    this.listeners = [];
    for (const video of [this.preview, this.source]) {
      video.addEventListener("timeupdate", () => this.tick());
      video.addEventListener("play", () => this.label());
      video.addEventListener("pause", () => this.label());
      video.addEventListener("click", () => this.toggle());
    }
    this.preview.addEventListener("error", () => { if (this.preview.hasAttribute("src")) this.show("source"); });
    this.source.addEventListener("error", () => { if (this.source.hasAttribute("src")) this.note(say("js.no_source")); });
    this.load(clip.querySelector("#clip-status")?.dataset.preview === "done");
  }

  get video() { return this.view === "preview" ? this.preview : this.source; }
  get now() { return this.view === "preview" ? this.fromPreview(this.preview.currentTime * 1000) : this.source.currentTime * 1000; }

  /** A moment of the preview on the recording's clock: pauses may be cut out between its pieces. */
  fromPreview(ms) {
    for (const [start, end] of this.pieces) {
      if (ms <= end - start) return start + ms;
      ms -= end - start;
    }
    return this.pieces.at(-1)[1] + ms;
  }

  /** A moment of the recording in the preview; one that is cut out lies on the joint. */
  toPreview(ms) {
    return this.pieces.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(ms, end) - start), 0);
  }

  load(isPreviewReady) {
    this.hasPreview = isPreviewReady;
    if (isPreviewReady) {
      const { version, pieces } = this.clip.querySelector("#clip-status").dataset;
      const known = (pieces ?? "").trim().split(" ").filter(Boolean).map((piece) => piece.split("-").map(Number));
      if (known.length) this.pieces = known;
      this.preview.src = `/api/v1/clips/${this.clip.dataset.clip}/preview?v=${version}`;
    }
    this.show(isPreviewReady ? "preview" : "source");
    if (!isPreviewReady) this.note(say("js.no_preview"));
  }

  show(view, at = null) {
    if (view === "preview" && !this.hasPreview) return;
    const ms = at ?? (this.view === view ? this.now : null);
    this.video.pause();
    this.view = view;
    if (view === "source" && !this.source.hasAttribute("src")) {
      this.source.preload = "metadata";
      this.source.src = `${this.clip.dataset.media}#t=${this.edges().start / 1000}`;
    }
    this.preview.hidden = view !== "preview";
    this.source.hidden = view !== "source";
    for (const button of this.clip.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === view));
    }
    this.note("");
    if (ms !== null) this.seek(ms);
    this.tick();
  }

  note(text) {
    const note = this.clip.querySelector("[data-player-note]");
    note.textContent = text;
    note.hidden = !text;
  }

  /** Go to a moment; one outside the preview is shown in the original. */
  seek(ms) {
    const within = ms >= this.pieces[0][0] && ms <= Number(this.clip.dataset.end);
    if (this.view === "preview" && !within) { this.show("source", ms); return; }
    if (this.view === "preview") this.preview.currentTime = this.toPreview(ms) / 1000;
    else this.source.currentTime = ms / 1000;
  }

  toggle() {
    if (!this.video.paused) { this.video.pause(); return; }
    const { start, end } = this.edges();
    if (this.view === "source" && (this.now < start - 200 || this.now >= end - 50)) this.seek(start);
    this.video.play().catch(() => {});
  }

  playFrom(ms) {
    this.seek(ms);
    this.video.play().catch(() => {});
  }

  /** Play a stretch that is no clip: a moment that was left out. */
  peek(start, end) {
    this.show("source", start);
    this.until = end;
    this.source.play().catch(() => {});
  }

  tick() {
    const now = this.now;
    const { start, end } = this.edges();
    const stop = this.until ?? end;
    if (this.view === "source" && !this.video.paused && now >= stop) {
      this.video.pause();
      this.until = undefined;
    }
    const shown = Math.max(0, now - start);
    this.clip.querySelector("[data-time]").textContent = `${clock(Math.min(shown, end - start))} / ${clock(end - start)}`;
    for (const listener of this.listeners) listener(now);
  }

  label() {
    this.clip.querySelector("[data-play-text]").textContent = this.video.paused ? say("js.play") : say("js.pause");
  }
}
