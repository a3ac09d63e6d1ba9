"use strict";
// A link may lead into a closed list: open all that is around its target.
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.closest("details")) return;
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", reveal);
reveal();
