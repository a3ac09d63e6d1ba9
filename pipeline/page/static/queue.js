// Acts on their way to the server: one after the other, kept over reloads until the server has answered.

import { $, tell, word } from "./page.js";

const KEPT = "shuzhai-unsent";
const AGAIN = 5000;
const queue = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
let busy = false;
let timer = 0;
let answered = () => {};

const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(queue));

// handler(act, status, answer) is called for every answer but those that say try again.
export function listen(handler) {
  answered = handler;
  run();
}

export function send(url, body) {
  queue.push({ url, body });
  keep();
  run();
}

export const unsent = () => queue.length;
export const isWaiting = (key) => queue.some((act) => `${act.body.table}-${act.body.id}` === key);

async function post(act) {
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(act.url, { method: "POST", headers, body: JSON.stringify(act.body) });
    return [response.status, await response.json()];
  } catch {
    return [0, null];
  }
}

async function run() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  while (queue.length) {
    tell("saving", word("saving"));
    const [status, answer] = await post(queue[0]);
    if (answer === null || status >= 500) {
      tell("failed", answer?.error ?? word("failed"));
      timer = setTimeout(run, AGAIN);
      break;
    }
    const act = queue.shift();
    keep();
    if (status === 200) tell("saved", word("saved", { time: new Date().toTimeString().slice(0, 5) }));
    else tell("", "");
    answered(act, status, answer);
  }
  busy = false;
}

$("#retry").addEventListener("click", run);
addEventListener("beforeunload", (event) => {
  if (queue.length) event.preventDefault();
});
