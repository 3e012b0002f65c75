// Puts a list in order by buttons, by typing a place or by dragging. The number fields stay the real controls.
(() => {
  "use strict";

  function setUp(list) {
    const question = list.closest("[data-question]");
    const note = question.querySelector("[data-rank-note]");
    const outside = question.querySelector("[data-outside]");
    const status = note.cloneNode(false);
    const last = Number(list.dataset.ranking);
    const rows = () => [...list.children];
    const field = (row) => row.querySelector("input");
    const isAnswered = () => rows().some((row) => field(row).value.trim());
    const words = (pattern, row, place) =>
      pattern.replace("{item}", row.dataset.name).replace("{place}", place).replace("{total}", last);

    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    status.hidden = false;
    list.after(status);

    function button(className, text, act) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = className;
      made.textContent = text;
      made.addEventListener("click", act);
      return made;
    }

    function describe() {
      rows().forEach((row, index, all) => {
        const place = field(row).value;
        for (const mover of row.querySelectorAll("[data-step]")) {
          const pattern = place ? list.dataset[mover.dataset.step < 0 ? "up" : "down"] : list.dataset.unplaced;
          mover.setAttribute("aria-label", words(pattern, row, place));
          const isEnd = mover.dataset.step < 0 ? index === 0 : index === all.length - 1;
          mover.setAttribute("aria-disabled", isEnd);
        }
        row.classList.toggle("rank-out", isAnswered() && !place);
      });
      note.hidden = isAnswered();
      take.hidden = isAnswered();
      clear.hidden = !isAnswered();
    }

    // The order on the page becomes the answer: the first places are given, the rest stay without.
    function commit(moved) {
      rows().forEach((row, index) => { field(row).value = index < last ? index + 1 : ""; });
      if (outside) outside.checked = false;
      describe();
      if (moved) {
        const place = field(moved).value;
        status.textContent = words(place ? list.dataset.said : list.dataset.out, moved, place);
      }
      tell();
    }

    function tell() {
      field(rows()[0]).dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "told" }));
    }

    function moveTo(row, index) {
      const others = rows().filter((each) => each !== row);
      list.insertBefore(row, others[index] || null);
    }

    function step(event) {
      const mover = event.currentTarget;
      const row = mover.closest("li");
      if (mover.getAttribute("aria-disabled") === "true" && isAnswered()) return;
      const index = rows().indexOf(row) + Number(mover.dataset.step);
      moveTo(row, Math.max(0, index));
      commit(row);
      mover.focus();
    }

    function typed(event) {
      if (event.detail === "told") return;
      event.stopPropagation();
      if (event.type === "input") return;
      const row = event.target.closest("li");
      const place = Number(event.target.value);
      if (Number.isInteger(place) && place >= 1 && place <= last) moveTo(row, place - 1);
      else if (!event.target.value.trim()) list.append(row);
      else return tell();
      commit(row);
      event.target.focus();
    }

    // Dragging is a help for pointers only; every move has its buttons.
    function drag(event) {
      const row = event.currentTarget.closest("li");
      event.preventDefault();
      row.classList.add("rank-dragged");
      const follow = (move) => {
        const after = rows().find((each) => {
          const box = each.getBoundingClientRect();
          return each !== row && move.clientY < box.top + box.height / 2;
        });
        if (row.nextElementSibling !== (after || null)) list.insertBefore(row, after || null);
      };
      const drop = () => {
        row.classList.remove("rank-dragged");
        document.removeEventListener("pointermove", follow);
        ends.forEach((end) => document.removeEventListener(end, drop));
        commit(row);
      };
      // The row moves in the page while it is dragged, and would lose a pointer that it had captured.
      const ends = ["pointerup", "pointercancel"];
      document.addEventListener("pointermove", follow);
      ends.forEach((end) => document.addEventListener(end, drop));
    }

    const take = button("btn btn-secondary", list.dataset.take, () => { commit(rows()[0]); clear.focus(); });
    const clear = button("plain-button", list.dataset.clear, () => {
      for (const row of rows()) field(row).value = "";
      describe();
      status.textContent = list.dataset.cleared;
      tell();
      take.focus();
    });

    function show() {
      const place = (row) => Number(field(row).value) || Infinity;
      rows().sort((a, b) => place(a) - place(b)).forEach((row) => list.append(row));
      describe();
    }

    for (const row of rows()) {
      const grip = document.createElement("span");
      grip.className = "rank-grip";
      grip.setAttribute("aria-hidden", "true");
      grip.textContent = "⠿";
      grip.addEventListener("pointerdown", drag);
      const movers = document.createElement("span");
      movers.className = "rank-movers";
      for (const [by, sign] of [[-1, "↑"], [1, "↓"]]) {
        const mover = button("rank-mover", sign, step);
        mover.dataset.step = by;
        movers.append(mover);
      }
      row.append(movers, grip);
    }
    const acts = document.createElement("p");
    acts.className = "rank-acts";
    acts.append(take, clear);
    status.after(acts);
    list.addEventListener("change", typed);
    list.addEventListener("input", typed);
    question.addEventListener("answer:shown", show);
    list.classList.add("ranking-live");
    if (!question.querySelector(".field-error")) show();
    else describe();
  }

  document.querySelectorAll("[data-ranking]").forEach(setUp);
})();
