// The board: a card held over a column hears there what the stage still asks; put down, the same rules decide as in the form.
(() => {
  "use strict";
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const board = () => document.getElementById("board");
  let held = null;
  let answers = {};
  const columns = () => [...board().querySelectorAll(".board-column")];
  const clear = () => {
    for (const column of columns()) {
      column.classList.remove("board-over", "board-closed");
      column.querySelector(".board-answer").hidden = true;
    }
  };
  const tell = (column) => {
    const answer = answers[column.dataset.stage];
    const words = column.querySelector(".board-answer");
    words.hidden = !answer;
    words.textContent = answer ? answer.words : "";
    column.classList.toggle("board-closed", Boolean(answer && !answer.open));
  };
  document.addEventListener("dragstart", async (event) => {
    held = event.target.closest && event.target.closest("[data-board][data-moves] .board-card");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.pk);
    held.classList.add("board-held");
    answers = {};
    const answer = await fetch(`${held.dataset.ahead}answers/`, { credentials: "same-origin" });
    if (!answer.ok || !held) return;
    answers = await answer.json();
    const over = board().querySelector(".board-over");
    if (over) tell(over);
  });
  document.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("board-held");
    held = null;
    clear();
  });
  document.addEventListener("dragover", (event) => {
    const column = held && event.target.closest(".board-column");
    if (!column) return;
    event.preventDefault();
    if (column.classList.contains("board-over")) return;
    clear();
    if (column.contains(held)) return;
    column.classList.add("board-over");
    tell(column);
  });
  document.addEventListener("drop", async (event) => {
    const column = held && event.target.closest(".board-column");
    if (!column || column.contains(held)) return;
    event.preventDefault();
    const card = held;
    const stage = column.dataset.stage;
    const panel = `${card.dataset.href}&stage=${encodeURIComponent(stage)}`;
    if (answers[stage] && !answers[stage].open) {
      window.liantuSplit.open(panel, true);
      return;
    }
    const body = new URLSearchParams({ stage, revision: card.dataset.revision });
    const answer = await fetch(card.dataset.move, {
      method: "POST", body, credentials: "same-origin",
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
    });
    if (answer.ok) {
      window.liantuSplit.refresh(card.id);
      return;
    }
    const refused = await answer.text();
    await window.liantuSplit.open(panel, true);
    const told = document.getElementById("told");
    if (told) {
      told.innerHTML = refused;
      document.getElementById("ahead").focus();
    }
  });
})();
