// The whole broadcast on one axis: chat, viewers, orders, sound, offers, cuts, and the clips on top.

import { clock, say } from "/static/js/page.js";

const place = document.getElementById("broadcast");
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
const BAND = 26; // height of the strip that carries the clips
let plot = null;
let clips = [];
let series = null;
let openId = document.querySelector("[data-clip]")?.dataset.clip ?? null;

// Drawn in this order, so that the sound lies behind.
const CURVES = [
  { key: "sound", label: "js.sound", ink: "line-strong", scale: "sound", quiet: true, fill: "sunken" },
  { key: "chat", label: "js.chat", ink: "chat", scale: "chat", fill: "chat-soft" },
  { key: "viewers", label: "js.viewers", ink: "ink", scale: "viewers" },
  { key: "orders", label: "js.orders", ink: "good", scale: "orders", bars: true, fill: "good" },
];

function legend(curves) {
  const entries = curves.map((each) => [each.ink, say(each.label), each.key]);
  if (series.offers.length) entries.push(["warn", say("js.offers"), "offers"]);
  if (clips.length) entries.push(["accent", say("js.clips"), "clips"]);
  document.getElementById("broadcast-legend").replaceChildren(...entries.map(([ink, text, key]) => {
    const item = document.createElement("li");
    const dot = document.createElement("i");
    const value = document.createElement("b");
    dot.style.background = colour(ink);
    value.className = "number";
    value.dataset.value = key;
    item.append(dot, text, value);
    return item;
  }));
}

/** What the curves say at the pointer, beside their names; nothing when it is elsewhere. */
function readOut(u) {
  const step = u.cursor.left >= 0 ? u.cursor.idx : null;
  const ms = step === null ? null : step * series.step_ms;
  const inside = (each) => ms !== null && each.start_ms <= ms && ms < each.end_ms;
  for (const place of document.querySelectorAll("#broadcast-legend [data-value]")) {
    const key = place.dataset.value;
    const value = step === null ? null : series[key]?.[step];
    if (key === "offers") place.textContent = series.offers.filter(inside).map((offer) => offer.label).join(", ");
    else if (key === "clips") place.textContent = clips.filter(inside).map((clip) => Math.round(clip.score * 100)).join(", ");
    else if (key === "sound") place.textContent = "";
    else place.textContent = typeof value === "number" ? Math.round(value).toLocaleString() : "";
  }
  document.getElementById("broadcast-at").textContent = ms === null ? "" : clock(ms);
}

function drawBands(u) {
  const paint = u.ctx;
  const scale = window.devicePixelRatio || 1;
  const { left, top, width, height } = u.bbox;
  const x = (ms) => u.valToPos(ms / 1000, "x", true);
  paint.save();
  paint.beginPath();
  paint.rect(left, 0, width, top + height);
  paint.clip();
  for (const offer of series.offers) {
    paint.fillStyle = colour("warn-soft");
    paint.fillRect(x(offer.start_ms), top, Math.max(2, x(offer.end_ms) - x(offer.start_ms)), height);
    paint.fillStyle = colour("warn");
    paint.fillRect(x(offer.start_ms), top + height - 3 * scale, Math.max(2, x(offer.end_ms) - x(offer.start_ms)), 3 * scale);
  }
  paint.fillStyle = colour("line");
  for (const cut of series.cuts) paint.fillRect(x(cut), top + height - 9 * scale, scale, 6 * scale);
  for (const clip of clips) {
    const [from, to] = [x(clip.start_ms), x(clip.end_ms)];
    paint.globalAlpha = clip.state === "rejected" ? 0.25 : 1;
    paint.fillStyle = colour(clip.state === "approved" ? "good" : "accent");
    if (clip.id !== openId && clip.state === "proposed") paint.globalAlpha = 0.6;
    paint.beginPath();
    paint.roundRect(from, 6 * scale, Math.max(4 * scale, to - from), (BAND - 12) * scale, 4 * scale);
    paint.fill();
    if (clip.id === openId) {
      paint.globalAlpha = 0.09;
      paint.fillRect(from, top, to - from, height);
    }
    paint.globalAlpha = 1;
  }
  paint.restore();
}

function draw() {
  const curves = CURVES.filter((each) => series[each.key]?.length);
  legend(curves);
  const count = Math.max(2, Math.ceil(series.duration_ms / series.step_ms));
  const times = Array.from({ length: count }, (_, step) => (step * series.step_ms) / 1000);
  const fitted = (values) => times.map((_, step) => values[step] ?? null);
  const lines = curves.map((each) => ({
    label: say(each.label),
    scale: each.scale,
    stroke: colour(each.ink),
    width: each.quiet ? 1 : 1.8,
    alpha: each.quiet ? 0.55 : 1,
    fill: each.fill ? colour(each.fill) : undefined,
    paths: each.bars ? window.uPlot.paths.bars({ size: [0.8, 12] }) : undefined,
    points: { show: false },
  }));
  const scales = { x: { time: false, min: 0, max: series.duration_ms / 1000 } };
  for (const each of curves) {
    scales[each.scale] = { range: (_, low, high) => [0, each.key === "sound" ? 3 : each.bars ? (high || 1) * 2.4 : (high || 1) * 1.15] };
  }
  const options = {
    width: place.clientWidth,
    height: window.innerWidth < 720 ? 140 : 156,
    padding: [BAND, 22, 0, 22],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales,
    axes: [
      { stroke: colour("ink-soft"), grid: { show: false }, ticks: { stroke: colour("line") }, font: "12px Pretendard, sans-serif",
        values: (_, ticks) => ticks.map((tick) => clock(tick * 1000)) },
    ],
    series: [{ value: (_, at) => clock(at * 1000) }, ...lines],
    hooks: { drawClear: [drawBands], setCursor: [readOut] },
  };
  plot?.destroy();
  plot = new window.uPlot(options, [times, ...curves.map((each) => fitted(series[each.key]))], place);
}

function clipAt(clientX) {
  const box = plot.over.getBoundingClientRect();
  const ms = plot.posToVal(clientX - box.left, "x") * 1000;
  const slack = (series.duration_ms / box.width) * 4;
  const near = clips.filter((clip) => ms >= clip.start_ms - slack && ms <= clip.end_ms + slack);
  return near.sort((a, b) => b.score - a.score)[0] ?? null;
}

async function load() {
  const [curves, listed] = await Promise.all([fetch(place.dataset.url), fetch(place.dataset.clips)]);
  if (!curves.ok || !listed.ok) return;
  series = await curves.json();
  clips = (await listed.json()).items;
  place.closest("section").hidden = series.duration_ms === 0;
  if (series.duration_ms) draw();
}

if (place) {
  load();
  place.addEventListener("click", (event) => {
    const clip = plot && clipAt(event.clientX);
    if (clip) document.querySelector(`[data-clip-link="${clip.id}"]`)?.click();
  });
  place.addEventListener("mousemove", (event) => { place.style.cursor = plot && clipAt(event.clientX) ? "pointer" : "default"; });
  document.addEventListener("clip:open", (event) => { openId = event.detail.id; plot?.redraw(false); });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx?.target ?? event.target;
    if (target?.id === "clip-list" || target?.id === "head") load();
  });
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (plot && Math.abs(place.clientWidth - width) > 4) { width = place.clientWidth; plot.setSize({ width, height: plot.height }); }
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => series && draw());
}
