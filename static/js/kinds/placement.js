// Draws a grid beside the two lists of a place: tapped, or moved over with the arrow keys. The lists stay the controls.
(() => {
  "use strict";

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function setUp(place) {
    const question = place.closest("[data-question]");
    const outside = question.querySelector("[data-outside]");
    const [x, y] = ["x", "y"].map((axis) => place.querySelector(`[data-axis="${axis}"]`));
    const [across, up] = place.dataset.placeGrid.split("x").map(Number);
    const picture = element("div", "place-picture");
    const grid = element("div", "place-cells");
    const said = element("p", "place-said");
    grid.tabIndex = 0;
    grid.setAttribute("role", "group");
    grid.setAttribute("aria-label", place.dataset.gridName.replace("{subject}", place.dataset.subject));
    grid.dataset.across = across;
    said.setAttribute("role", "status");
    for (let row = up; row >= 1; row -= 1) {
      for (let column = 1; column <= across; column += 1) {
        const cell = element("span", "place-cell");
        Object.assign(cell.dataset, { x: column, y: row });
        grid.append(cell);
      }
    }
    const ends = element("div", "place-ends");
    ends.append(element("span", "", `← ${x.dataset.low}`), element("span", "", `${x.dataset.high} →`));
    picture.append(
      element("div", "place-end", `↑ ${y.dataset.high}`), grid,
      element("div", "place-end", `↓ ${y.dataset.low}`), ends,
    );
    place.append(picture, said);

    function show() {
      for (const cell of grid.children) {
        const isHere = cell.dataset.x === x.value && cell.dataset.y === y.value;
        cell.classList.toggle("place-here", isHere);
        cell.classList.toggle("place-line", !isHere && (cell.dataset.x === x.value || cell.dataset.y === y.value));
      }
      const isWhole = x.value && y.value;
      said.textContent = isWhole
        ? place.dataset.said
          .replace("{x_label}", x.dataset.label).replace("{x}", x.value).replace("{x_last}", across)
          .replace("{y_label}", y.dataset.label).replace("{y}", y.value).replace("{y_last}", up)
        : x.value || y.value ? place.dataset.half : "";
    }

    function put(column, row) {
      x.value = Math.min(across, Math.max(1, column));
      y.value = Math.min(up, Math.max(1, row));
      x.dispatchEvent(new Event("change", { bubbles: true }));
    }

    grid.addEventListener("click", (event) => {
      const cell = event.target.closest(".place-cell");
      if (cell) put(Number(cell.dataset.x), Number(cell.dataset.y));
    });
    grid.addEventListener("keydown", (event) => {
      const by = STEPS[event.key];
      if (!by) return;
      event.preventDefault();
      const isWhole = x.value && y.value;
      const middle = [Math.ceil(across / 2), Math.ceil(up / 2)];
      if (isWhole) put(Number(x.value) + by[0], Number(y.value) + by[1]);
      else put(Number(x.value) || middle[0], Number(y.value) || middle[1]);
    });
    place.addEventListener("change", () => {
      if (outside) outside.checked = false;
      show();
    });
    question.addEventListener("answer:shown", show);
    show();
  }

  document.querySelectorAll("[data-place-grid]").forEach(setUp);
})();
