// Review with the keyboard: j and k move from fact to fact, the keys of acts are the frame's; a mark shows its fact.
(() => {
  const root = document.querySelector("[data-reading]");
  if (!root) return;
  let current = "";
  const facts = () => [...root.querySelectorAll("[data-fact]")];

  function show(id, scroll = true) {
    current = id;
    for (const fact of facts()) fact.classList.toggle("is-on", fact.dataset.fact === id);
    let first = null;
    for (const mark of root.querySelectorAll("mark[data-facts]")) {
      const on = mark.dataset.facts.split(" ").includes(id);
      mark.classList.toggle("is-on", on);
      if (on && !first) first = mark;
    }
    const fact = root.querySelector(`[data-fact="${id}"]`);
    if (!fact) return;
    fact.focus({ preventScroll: true });
    if (scroll) {
      fact.scrollIntoView({ block: "nearest" });
      if (first) first.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const all = facts();
    if (!all.length) return;
    const at = all.findIndex((fact) => fact.dataset.fact === current);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    show(all[next].dataset.fact);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (step) { event.preventDefault(); move(step); }
  });

  // a fact was decided by its key: on to the next one
  root.addEventListener("liantu:key", () => move(1));

  root.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-facts]");
    if (mark) { show(mark.dataset.facts.split(" ")[0]); return; }
    const fact = event.target.closest("[data-fact]");
    if (fact && !event.target.closest("button, a, summary, input")) show(fact.dataset.fact, false);
  });

  document.addEventListener("htmx:afterSwap", () => { if (current) show(current, false); });
  if (location.hash.startsWith("#fact-")) show(location.hash.slice(6));
})();
