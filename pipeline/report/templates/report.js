"use strict";
// A link may lead into a closed list: open all that is around its target.
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || location.hash === "#main") return;
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", open);
open();
