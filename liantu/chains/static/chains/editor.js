// The chain editor: rows added and removed, a warning before unsaved work is left.
(() => {
  "use strict";
  const form = document.querySelector("[data-chain-editor]");
  if (!form) return;
  const rows = form.querySelector("[data-rows]");
  let changed = false;
  const touched = () => { changed = true; form.dispatchEvent(new CustomEvent("chain-rows-changed")); };
  // Rows named by a problem are marked, so that the eye finds them.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "check") return;
    const named = new Set([...event.target.querySelectorAll("[data-problem-node]")].map((one) => one.dataset.problemNode));
    rows.querySelectorAll("tr").forEach((row) => {
      const [code, name] = row.querySelectorAll("input");
      row.classList.toggle("row-problem", named.has(code.value.trim() || name.value.trim()));
    });
  });
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  form.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-row-remove]");
    if (remove && rows.rows.length > 1) { remove.closest("tr").remove(); touched(); return; }
    if (!event.target.closest("[data-row-add]")) return;
    const copy = rows.rows[rows.rows.length - 1].cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelectorAll("input, textarea").forEach((field) => { field.value = ""; });
    rows.append(copy);
    touched();
    copy.querySelector("input").focus();
  });
})();
