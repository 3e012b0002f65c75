// The map of drivers: pointing at one, tapping it or reaching it by key tells its figures below the picture.
// What is told is copied from the table; without a script every driver is a link to its page.
(() => {
  "use strict";

  const map = document.querySelector("[data-map]");
  if (!map) return;
  const told = map.querySelector("[data-told]");
  const hint = told.querySelector("[data-hint]");
  hint.hidden = false;

  const row = (code) => document.querySelector(`tr[data-driver="${CSS.escape(code)}"]`);

  function part(tag, text, before = "") {
    const made = document.createElement(tag);
    made.textContent = before + text;
    return made;
  }

  // The row's cells as words, the driver's name as the link that it is there.
  function tell(spot) {
    const found = row(spot.dataset.code);
    if (!found) return;
    const line = document.createElement("p");
    line.append(found.querySelector("th a").cloneNode(true), " ", found.querySelector("th span").cloneNode(true));
    const facts = document.createElement("p");
    for (const cell of found.querySelectorAll("td")) {
      facts.append(part("span", cell.textContent.trim().replace(/\s+/g, " "), `${cell.dataset.label}: `), " ");
    }
    told.replaceChildren(line, facts);
    for (const other of map.querySelectorAll(".map-spot")) {
      other.classList.toggle("is-told", other.dataset.code === spot.dataset.code);
    }
  }

  // Where drivers crowd, the nearest one is meant, not the one drawn last.
  function nearest(sheet, spots, event) {
    const box = sheet.getBoundingClientRect();
    const unit = box.width / sheet.viewBox.baseVal.width;
    const away = (spot) =>
      Math.hypot(event.clientX - box.left - spot.dataset.x * unit, event.clientY - box.top - spot.dataset.y * unit);
    const found = spots.reduce((best, spot) => (away(spot) < away(best) ? spot : best));
    return away(found) <= 22 ? found : null;
  }

  // One stop for Tab in each picture; the arrow keys go to the nearest driver that way.
  function nextOf(spots, spot, dx, dy) {
    const [x, y] = [Number(spot.dataset.x), Number(spot.dataset.y)];
    let best = null;
    let least = Infinity;
    for (const other of spots) {
      const [across, down] = [Number(other.dataset.x) - x, Number(other.dataset.y) - y];
      const ahead = across * dx + down * dy;
      const aside = Math.abs(across * dy) + Math.abs(down * dx);
      if (other === spot || ahead <= 0) continue;
      if (ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
    }
    return best;
  }

  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  for (const sheet of map.querySelectorAll(".map-spots")) {
    const spots = [...sheet.querySelectorAll(".map-spot")];
    const stopAt = (chosen) => spots.forEach((spot) => spot.setAttribute("tabindex", spot === chosen ? "0" : "-1"));
    stopAt(spots[0]);
    sheet.addEventListener("pointermove", (event) => {
      const spot = event.pointerType === "mouse" && nearest(sheet, spots, event);
      if (spot) tell(spot);
    });
    // A click is the nearest driver's, whichever lies on top; a first tap tells, the link below leads on.
    sheet.addEventListener("click", (event) => {
      if (event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return; // the link itself
      event.preventDefault();
      const spot = nearest(sheet, spots, event);
      if (spot && event.pointerType === "mouse") window.location.assign(spot.getAttribute("href"));
      else if (spot) tell(spot);
    });
    for (const spot of spots) {
      spot.addEventListener("focus", () => {
        stopAt(spot);
        tell(spot);
      });
      spot.addEventListener("keydown", (event) => {
        const way = ways[event.key];
        const next = way && nextOf(spots, spot, ...way);
        if (!next) return;
        event.preventDefault();
        next.focus();
      });
    }
  }
})();
