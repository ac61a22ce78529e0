/* What stands beside the conversation: the devices of a home, as they are now. */


import { el, p, span } from "./elements.js";
import { fetchAs } from "./sign_in.js";

const EVERY_MS = 5000;
const ON = { on: "켜짐", off: "꺼짐", open: "열림", closed: "닫힘", opening: "열리는 중", closing: "닫히는 중", locked: "잠김", unlocked: "풀림",
  playing: "재생 중", paused: "멈춤", idle: "쉬는 중", cleaning: "청소 중", docked: "충전대", returning: "돌아가는 중", heat: "난방", cool: "냉방", auto: "자동", unavailable: "연결 안 됨", unknown: "모름" };
const LIT = new Set(["on", "open", "opening", "unlocked", "playing", "cleaning", "heat", "cool", "auto"]);

let timer = null;
let shown = ""; // what the panel was filled with, to leave it alone while nothing changes

/* Shows the panel of an assistant and keeps it fresh while it is looked at; hides it where there is none. */
export function openPanel(assistant) {
  clearTimeout(timer);
  const panel = document.getElementById("panel");
  if (panel.dataset.of !== assistant?.name) {
    panel.replaceChildren();
    panel.dataset.of = assistant?.name ?? "";
  }
  panel.hidden = !assistant?.has_panel;
  document.body.classList.toggle("beside", !panel.hidden);
  if (!panel.hidden) refresh(assistant, panel);
}

async function refresh(assistant, panel) {
  if (!document.hidden) {
    try {
      const response = await fetchAs(`/v1/assistants/${encodeURIComponent(assistant.name)}/panel`);
      const devices = response.ok && (await response.json());
      if (panel.dataset.of !== assistant.name) return; // another assistant was opened meanwhile
      if (devices) fill(panel, devices);
    } catch { /* The conversation says when the connection is gone; the panel stays as it was. */ }
  }
  clearTimeout(timer);
  timer = setTimeout(() => refresh(assistant, panel), EVERY_MS);
}

function fill(panel, devices) {
  const said = JSON.stringify(devices);
  if (said === shown && panel.childElementCount) return;
  shown = said;
  const areas = Map.groupBy ? Map.groupBy(devices, ({ area }) => area ?? "그 밖") : grouped(devices);
  panel.replaceChildren(...[...areas].map(([area, all]) =>
    el("section", {}, el("h2", { textContent: area }), el("ul", { className: "devices" }, ...all.map(tile)))));
  if (!devices.length) panel.replaceChildren(p("soft", "아직 등록한 기기가 없어요."));
}

function grouped(devices) {
  const areas = new Map();
  for (const device of devices) areas.set(device.area ?? "그 밖", [...(areas.get(device.area ?? "그 밖") ?? []), device]);
  return areas;
}

/* 42 and % are one word, "켜짐" and "80%" are two. */
const told = (state, detail) => (Number.isFinite(Number(state)) ? `${state}${detail ?? ""}` : [state, detail].filter(Boolean).join(" · "));

function tile({ name, state, detail, available }) {
  const known = available === false ? "unavailable" : (state ?? "unknown");
  return el("li", { className: `device${LIT.has(known) ? " lit" : ""}${known === "unavailable" ? " away" : ""}` },
    span(name, "device-name"), span(told(ON[known] ?? known, detail), "small"));
}
