// Shows one pair at a time where there is little room; without it all pairs stand below each other.
(() => {
  "use strict";

  const narrow = window.matchMedia("(max-width: 48rem)");

  function setUp(box) {
    const pairs = [...box.querySelectorAll("[data-pair]")];
    const question = box.closest("[data-question]");
    const outside = question.querySelector("[data-outside]");
    const isJudged = (pair) => Boolean(pair.querySelector("input:checked")?.value);
    let at = Math.max(0, pairs.findIndex((pair) => !isJudged(pair)));

    const bar = document.createElement("div");
    bar.className = "pair-bar";
    const place = document.createElement("span");
    place.className = "pair-count";
    place.setAttribute("role", "status");
    const button = (text, by, className) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = className;
      made.textContent = text;
      made.addEventListener("click", () => go(at + by));
      return made;
    };
    const back = button(box.dataset.pairBack, -1, "btn btn-secondary");
    const next = button(box.dataset.pairNext, 1, "btn btn-secondary pair-next");
    bar.append(back, place, next);
    box.after(bar);

    function show() {
      const one = narrow.matches;
      pairs.forEach((pair, index) => { pair.hidden = one && index !== at; });
      bar.hidden = !one;
      back.setAttribute("aria-disabled", String(at === 0));
      next.setAttribute("aria-disabled", String(at === pairs.length - 1));
      next.classList.toggle("pair-ready", isJudged(pairs[at]));
      place.textContent = box.dataset.pairCount
        .replace("{place}", at + 1)
        .replace("{total}", pairs.length)
        .replace("{done}", pairs.filter(isJudged).length);
    }

    function go(to) {
      if (to < 0 || to >= pairs.length) return;
      at = to;
      show();
      pairs[at].focus({ preventScroll: true });
      pairs[at].scrollIntoView({ block: "start" });
    }

    // Enter goes on to the next pair; choosing alone never does.
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.type !== "radio" || !narrow.matches) return;
      event.preventDefault();
      go(at + 1);
    });
    box.addEventListener("change", () => {
      if (outside) outside.checked = false;
      show();
    });
    question.addEventListener("answer:shown", show);
    narrow.addEventListener("change", show);
    show();
  }

  document.querySelectorAll("[data-pairs]").forEach(setUp);
})();
