// The strip on which a clip's start and end are dragged: sound, what is kept, where the player is.

import { clock, say } from "/static/js/page.js";

const LEAST_MS = 1000;

export class Trim {
  /** @param {HTMLElement} clip  @param {(edge: string|null, ms: number) => void} onChange  @param {(ms: number) => void} onSeek */
  constructor(clip, onChange, onSeek) {
    this.clip = clip;
    this.strip = clip.querySelector("[data-trim]");
    this.from = Number(clip.dataset.windowStart);
    this.to = Number(clip.dataset.windowEnd);
    this.saved = { start: Number(clip.dataset.start), end: Number(clip.dataset.end) };
    this.start = this.saved.start;
    this.end = this.saved.end;
    this.onChange = onChange;
    this.onSeek = onSeek;
    this.levels = JSON.parse(clip.querySelector("[data-levels]").textContent);
    for (const handle of this.strip.querySelectorAll("[data-handle]")) this.makeDraggable(handle);
    this.strip.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("[data-handle]")) this.onSeek(this.at(event.clientX));
    });
    new ResizeObserver(() => this.draw()).observe(this.strip);
    this.show();
  }

  get isChanged() { return this.start !== this.saved.start || this.end !== this.saved.end; }

  at(clientX) {
    const box = this.strip.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientX - box.left) / box.width));
    return Math.round(this.from + share * (this.to - this.from));
  }

  makeDraggable(handle) {
    const edge = handle.dataset.handle;
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      const move = (moved) => this.set(edge, this.at(moved.clientX));
      const stop = () => {
        handle.removeEventListener("pointermove", move);
        this.onSeek(edge === "start" ? this.start : Math.max(this.start, this.end - 2000));
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", stop, { once: true });
      handle.addEventListener("pointercancel", stop, { once: true });
    });
    handle.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -100, ArrowRight: 100, PageDown: -1000, PageUp: 1000 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.set(edge, this[edge] + by);
    });
  }

  set(edge, ms) {
    const to = Math.round(ms / 10) * 10;
    if (edge === "start") this.start = Math.min(Math.max(this.from, to), this.end - LEAST_MS);
    else this.end = Math.max(Math.min(this.to, to), this.start + LEAST_MS);
    this.show();
    this.onChange(edge, this[edge]);
  }

  revert() {
    Object.assign(this, this.saved);
    this.show();
    this.onChange(null, this.start);
  }

  place(ms) { return `${((ms - this.from) / (this.to - this.from)) * 100}%`; }

  show() {
    const keep = this.strip.querySelector("[data-keep]");
    keep.style.left = this.place(this.start);
    keep.style.width = `${((this.end - this.start) / (this.to - this.from)) * 100}%`;
    for (const edge of ["start", "end"]) {
      const handle = this.strip.querySelector(`[data-handle="${edge}"]`);
      if (handle) {
        handle.style.left = this.place(this[edge]);
        handle.setAttribute("aria-valuenow", this[edge]);
        handle.setAttribute("aria-valuetext", clock(this[edge], true));
      }
      const output = this.clip.querySelector(`[data-edge="${edge}"]`);
      if (output) output.textContent = clock(this[edge], true);
    }
    this.clip.querySelector("[data-trim-length]").textContent = say("js.seconds", { n: ((this.end - this.start) / 1000).toFixed(1) });
    const save = this.clip.querySelector("[data-trim-save]");
    if (save) save.hidden = !this.isChanged;
  }

  showNow(ms) {
    const now = this.strip.querySelector("[data-now]");
    now.hidden = ms < this.from || ms > this.to;
    now.style.left = this.place(ms);
  }

  draw() {
    const canvas = this.strip.querySelector("[data-wave]");
    const box = canvas.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    canvas.width = box.width * scale;
    canvas.height = box.height * scale;
    const paint = canvas.getContext("2d");
    paint.fillStyle = getComputedStyle(this.strip).getPropertyValue("--line-strong");
    const bars = Math.floor(box.width / 4);
    for (let bar = 0; bar < bars && this.levels.length; bar += 1) {
      const first = Math.floor((bar / bars) * this.levels.length);
      const last = Math.max(first + 1, Math.floor(((bar + 1) / bars) * this.levels.length));
      const level = Math.max(...this.levels.slice(first, last));
      const height = Math.max(2, level * level * box.height * 0.86) * scale;
      paint.fillRect(bar * 4 * scale, (canvas.height - height) / 2, 2.4 * scale, height);
    }
  }
}
