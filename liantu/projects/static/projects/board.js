// The board: picking a card up asks what its next stage needs; dropping it asks the same rules as the form.
(() => {
  "use strict";
  const board = document.querySelector(".board");
  if (!board || board.dataset.mayMove !== "1") return;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  let held = null;
  let asked = 0;
  const ask = async (url) => {
    const mine = ++asked;
    const answer = await fetch(url, { credentials: "same-origin", headers: { "HX-Request": "true" } });
    const text = await answer.text();
    if (mine !== asked || !answer.ok) return;
    document.getElementById("ahead").outerHTML = text;
    const ahead = document.getElementById("ahead");
    window.htmx.process(ahead);
    const closed = held ? (ahead.dataset.closed || "").split(" ") : [];
    board.querySelectorAll(".board-column").forEach((column) => {
      column.classList.toggle("board-closed", closed.includes(column.dataset.stage));
    });
  };
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest(".board-card");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.pk);
    held.classList.add("board-held");
    ask(held.dataset.ahead);
  });
  board.addEventListener("dragend", () => {
    if (held) held.classList.remove("board-held");
    board.querySelectorAll(".board-column").forEach((column) => column.classList.remove("board-over", "board-closed"));
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest(".board-column");
    if (!column || !held) return;
    event.preventDefault();
    if (!column.classList.contains("board-over")) {
      board.querySelectorAll(".board-over").forEach((other) => other.classList.remove("board-over"));
      column.classList.add("board-over");
    }
  });
  board.addEventListener("drop", async (event) => {
    const column = event.target.closest(".board-column");
    if (!column || !held) return;
    event.preventDefault();
    const card = held;
    held = null;
    if (column.contains(card)) return;
    const stage = column.dataset.stage;
    await ask(`${card.dataset.ahead}?stage=${encodeURIComponent(stage)}`);
    const ahead = document.getElementById("ahead");
    if ((ahead.dataset.closed || "").split(" ").includes(stage)) {
      ahead.focus();
      return;
    }
    const body = new URLSearchParams({ stage, revision: card.dataset.revision });
    const answer = await fetch(card.dataset.move, {
      method: "POST", body, credentials: "same-origin",
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
    });
    if (answer.ok) {
      window.location.reload();
      return;
    }
    const told = document.getElementById("told");
    if (told) {
      told.innerHTML = await answer.text();
      document.getElementById("ahead").focus();
    }
  });
})();
