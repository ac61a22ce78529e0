/* Notices: a device is signed up by a press, what came is shown above the conversation. */

import { button, el, p } from "./elements.js";
import { beforeLeaving, fetchAs, store, user } from "./sign_in.js";

const at = (id) => document.getElementById(id);
const SAID = {
  off: "", on: "이 기기로 알려 드려요. 밤에는 보내지 않아요.", denied: "브라우저에서 알림이 막혀 있어요. 브라우저 설정에서 허용하면 받을 수 있어요.",
  failed: "알림을 켜지 못했어요. 잠시 뒤에 다시 해 주세요.",
};
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const OWNER = "dure.notices"; // who signed this browser up: it knows its subscription, but no people
let [key, assistant] = [null, null]; // ours, with which browsers subscribe; whose notices the button is about

const ask = (path, method = "GET", body = undefined) => fetchAs(`/v1/notices${path}`, {
  method, signal: AbortSignal.timeout(20_000), ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
});

function tell(state, detail) {
  at("notices").setAttribute("aria-pressed", String(state === "on"));
  at("notices-said").textContent = detail ?? SAID[state];
}

const subscription = async () => (await navigator.serviceWorker?.getRegistration("/page/"))?.pushManager.getSubscription();

async function drop(there) {
  delete store[OWNER];
  await there.unsubscribe();
}

/* Whether whoever is here is told on this browser; what somebody else signed up is let go. */
async function isOn() {
  const there = await subscription();
  if (there && store[OWNER] !== user()) await drop(there);
  return Boolean(there) && store[OWNER] === user();
}

/* Shows the button where an assistant tells of something and this browser can be told. */
export async function offerNotices(chosen) {
  assistant = chosen;
  at("notices").hidden = at("notices-said").hidden = true;
  at("unread").replaceChildren();
  const on = await isOn().catch(() => false);
  if (assistant !== chosen) return;
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!chosen.tells) return;
  const told = await ask("/key").then((response) => response.json()).catch(() => ({}));
  key = told.key ?? null;
  if (assistant !== chosen) return;
  await showUnread();
  if (!able || !key) return;
  at("notices").hidden = at("notices-said").hidden = false;
  tell(on ? "on" : "off");
}

/* What has not been read yet; whoever came by pressing a notice has followed it. */
async function showUnread() {
  const response = await ask("").catch(() => null);
  const found = response?.ok ? (await response.json()).filter((one) => one.assistant === assistant.name) : [];
  const followed = new URLSearchParams(location.hash.slice(1)).get("notice");
  if (followed) history.replaceState(null, "", location.pathname);
  at("unread").replaceChildren(...found.map((one) => {
    if (one.id === followed) ask(`/${one.id}/clicked`, "POST");
    const done = button("봤어요", () => { ask(`/${one.id}/opened`, "POST"); row.remove(); at("text").focus(); });
    const row = el("div", { className: "unread" }, p("text", one.text), done);
    return row;
  }));
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return tell("denied");
  const worker = await navigator.serviceWorker.register("/page/worker.js", { scope: "/page/" });
  await worker.update();
  const old = await worker.pushManager.getSubscription();
  if (old) await drop(old); // it may be of a key that is ours no more
  const made = await (await ready(worker)).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const response = await signUp(made).catch(() => null);
  if (response?.ok) {
    store[OWNER] = user();
    return tell("on");
  }
  await drop(made); // nobody tells it anything
  return tell("failed", (await response?.json().catch(() => null))?.detail);
}

function signUp(made) {
  const { endpoint, keys } = made.toJSON();
  return ask("/targets", "POST", { assistant: assistant.name, channel: "web_push", address: { endpoint, ...keys } });
}

/* A subscription needs a worker that runs, and this page stands outside of its scope. */
const ready = (worker) => new Promise((resolve) => {
  const waiting = worker.installing ?? worker.waiting;
  if (worker.active || !waiting) return resolve(worker);
  return waiting.addEventListener("statechange", () => { if (worker.active) resolve(worker); });
});

async function turnOff() {
  const old = await subscription();
  if (old) {
    await drop(old); // first: from here on nothing arrives, whatever else fails
    await signOff(old).catch(() => {});
  }
  tell("off");
}

/* The same place signed up again has the same name; by that it is signed off. */
async function signOff(old) {
  const known = await signUp(old);
  if (known.ok) await ask(`/targets/${(await known.json()).id}`, "DELETE");
}

async function press() {
  const pressed = at("notices").getAttribute("aria-pressed") === "true";
  await (pressed ? turnOff() : turnOn()).catch(() => tell("failed"));
}

at("notices").onclick = press;
beforeLeaving(turnOff);
