// The chain editor: rows added and removed, a warning before unsaved work is left.
(() => {
  "use strict";
  const form = document.querySelector("[data-chain-editor]");
  if (!form) return;
  const rows = form.querySelector("[data-rows]");
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  form.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-row-remove]");
    if (remove && rows.rows.length > 1) { remove.closest("tr").remove(); changed = true; return; }
    if (!event.target.closest("[data-row-add]")) return;
    const copy = rows.rows[rows.rows.length - 1].cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelectorAll("input, textarea").forEach((field) => { field.value = ""; });
    rows.append(copy);
    copy.querySelector("input").focus();
  });
})();
