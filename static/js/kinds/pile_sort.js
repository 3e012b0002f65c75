// Cards and piles: tap a card, then a pile, or press the pile's number. The lists stay the real controls.
(() => {
  "use strict";

  function setUp(box) {
    const question = box.closest("[data-question]");
    const outside = question.querySelector("[data-outside]");
    const lists = box.querySelector("[data-sort-lists]");
    const selects = [...lists.querySelectorAll("select")];
    const piles = [...box.querySelectorAll("[data-pile]")];
    const words = box.dataset;
    let picked = null;

    const make = (tag, className, text) => {
      const made = document.createElement(tag);
      made.className = className;
      if (text) made.textContent = text;
      if (tag === "button") made.type = "button";
      return made;
    };

    const status = make("p", "sort-said");
    status.setAttribute("role", "status");
    const left = make("p", "sort-left");
    const loose = make("ul", "sort-hand");
    const tray = make("div", "sort-tray");
    const trayWords = make("span", "sort-tray-words", words.tray);
    const buttons = make("span", "sort-tray-piles");
    tray.append(trayWords, buttons);
    for (const pile of [...piles.map((each) => each.dataset.pile), ""]) {
      const put = make("button", "sort-put", pile || "×");
      put.dataset.to = pile;
      put.addEventListener("click", () => picked && move(picked, pile));
      buttons.append(put);
    }

    const cards = selects.map((select) => {
      const row = make("li", "sort-card-row");
      const card = make("button", "sort-card", select.dataset.card);
      card.lang = select.labels[0].lang;
      card.setAttribute("aria-pressed", "false");
      card.addEventListener("click", () => pick(picked === select ? null : select));
      card.addEventListener("keydown", (event) => {
        const isPile = piles.some((pile) => pile.dataset.pile === event.key);
        if (!isPile && !["0", "Delete", "Backspace"].includes(event.key)) return;
        event.preventDefault();
        move(select, isPile ? event.key : "");
      });
      row.append(card);
      return { select, row, card };
    });
    for (const pile of piles) {
      const held = make("ul", "sort-held");
      held.dataset.held = pile.dataset.pile;
      pile.append(held);
    }

    const countLoose = () => selects.filter((select) => !select.value).length;

    function nameOf(pile) {
      const typed = box.querySelector(`[data-pile="${pile}"] input`).value.trim();
      return typed ? `${pile}: ${typed}` : words.pile.replace("{pile}", pile);
    }

    function show() {
      for (const { select, row, card } of cards) {
        const home = select.value ? box.querySelector(`[data-held="${select.value}"]`) : loose;
        if (row.parentElement !== home) home.append(row);
        card.setAttribute("aria-pressed", String(select === picked));
      }
      for (const pile of piles) {
        const isUsed = Boolean(pile.querySelector(".sort-card") || pile.querySelector("input").value);
        pile.hidden = !isUsed;
      }
      for (const put of buttons.children) {
        put.setAttribute("aria-label", put.dataset.to ? nameOf(put.dataset.to) : words.none);
        put.setAttribute("aria-disabled", String(!picked));
      }
      left.textContent = words.left.replace("{left}", countLoose());
      trayWords.textContent = picked ? picked.dataset.card : words.tray;
      tray.classList.toggle("sort-tray-live", Boolean(picked));
    }

    function pick(select) {
      picked = select;
      status.textContent = select ? words.picked.replace("{card}", select.dataset.card) : "";
      show();
    }

    function move(select, pile) {
      const order = cards.filter((each) => !each.select.value || each.select === select);
      const after = order[order.findIndex((each) => each.select === select) + 1] || order[0];
      select.value = pile;
      picked = null;
      if (outside) outside.checked = false;
      show();
      status.textContent = (pile ? words.put : words.loose)
        .replace("{card}", select.dataset.card).replace("{pile}", pile).replace("{left}", countLoose());
      const isOpen = after && after.select !== select && !after.select.value;
      (isOpen ? after : cards.find((each) => each.select === select)).card.focus({ preventScroll: true });
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    const withLists = make("details", "sort-lists");
    withLists.append(make("summary", "", words.lists));
    lists.before(tray, status, left, loose);
    box.append(withLists);
    withLists.append(lists);
    lists.addEventListener("change", show);
    box.addEventListener("input", show);
    question.addEventListener("answer:shown", show);
    box.classList.add("sort-live");
    show();
  }

  document.querySelectorAll("[data-sort]").forEach(setUp);
})();
