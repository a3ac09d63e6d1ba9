// Starts what the page has, and listens to the keyboard.

import { $ } from "./page.js";
import * as cards from "./cards.js";
import * as article from "./article.js";
import * as watch from "./watch.js";

const keys = {
  j: () => cards.go(1),
  k: () => cards.go(-1),
  ArrowDown: () => cards.go(1),
  ArrowUp: () => cards.go(-1),
  g: () => cards.goEnd(1),
  G: () => cards.goEnd(-1),
  a: () => cards.goOpen(),
  o: () => cards.judge(cards.current(), "ok"),
  x: () => cards.judge(cards.current(), "wrong"),
  e: () => cards.edit(cards.current()),
  n: () => cards.edit(cards.current(), "note"),
  m: () => article.addMissed(),
  u: () => cards.undo(),
  "/": () => $("#search")?.focus(),
  "?": () => $("#help").showModal(),
  "[": () => $(".turn a[rel=prev]")?.click(),
  "]": () => $(".turn a[rel=next]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
  if (event.key === "Escape" && !$("dialog[open]")) {
    if (!cards.closeAnyForm()) event.target.blur?.();
  } else if (!typing && !$("dialog[open]") && keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

$("#undo").addEventListener("click", cards.undo);
$("#help-open").addEventListener("click", () => $("#help").showModal());
cards.start({ onMissed: article.onMissed });
if ($("#text")) article.start();
watch.start();
