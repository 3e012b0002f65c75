// Helps with questions that are answered by typing: one answer rules out another, lengths, a drawn curve.
// It only sets the form's own controls; answer.js sees their events and saves.
(() => {
  "use strict";

  const questionOf = (element) => element.closest("[data-question]");
  const typedIn = (question) =>
    [...question.querySelectorAll("input[type=text][name], textarea[name]")].filter(
      (control) => !control.dataset.reason,
    );
  const aloneIn = (question) => [...question.querySelectorAll("input[data-alone]")];

  // “Outside my field” and the like stand alone: they put what was typed aside and give it back.
  function standAlone(question, box) {
    for (const control of question.querySelectorAll("input[type=checkbox][name]")) {
      if (control !== box) control.checked = false;
    }
    for (const control of typedIn(question)) {
      if (control.value) control.dataset.kept = control.value;
      control.value = "";
    }
  }

  function giveBack(question) {
    for (const control of typedIn(question)) {
      if (control.dataset.kept && !control.value) control.value = control.dataset.kept;
      delete control.dataset.kept;
    }
  }

  // Something else: its text and its box belong together.
  function joinOther(question, target) {
    const box = question.querySelector("[data-other]");
    const text = question.querySelector("[data-other-text]");
    if (!box || !text) return false;
    if (target === text && text.value.trim()) box.checked = true;
    if (target.type === "radio" && target !== box && text.value) {
      text.dataset.kept = text.value;
      text.value = "";
    }
    if (target === box && !box.checked) text.value = "";
    if (target === box && box.checked && !text.value.trim()) {
      text.value = text.dataset.kept || "";
      text.focus();
      return !text.value;
    }
    return false;
  }

  // How much room is left is told only where it gets tight.
  function countLetters(area) {
    const limit = Number(area.dataset.limit);
    const left = limit - [...area.value.trim()].length;
    const words = questionOf(area).querySelector("[data-limit-words]");
    const pattern = left < 0 ? words.dataset.over : left <= Math.max(50, limit / 10) ? words.dataset.left : "";
    words.textContent = pattern.replace("{n}", Math.abs(left));
    words.toggleAttribute("data-alarm", left < 0);
  }

  // Three numbers as a curve: a shifted lognormal density with these 5th, 50th and 95th percentiles.
  const Z95 = 1.6448536269514722;
  const [WIDTH, BASE, TOP, MARGIN, STEPS, FARTHEST, SKEWED] = [320, 76, 8, 0.35, 61, 3.6, 40];

  function readNumber(raw) {
    let text = raw.normalize("NFKC").replace(/[−–]/g, "-").replace(/[^\d.,\s'’+-]+$/, "").trim();
    if (/^[-+]?[1-9]\d{0,2}([ ,'’])\d{3}(\1\d{3})*(\.\d+)?$/.test(text)) text = text.replace(/[ ,'’]/g, "");
    return /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(text) ? Number(text.replace(",", ".")) : NaN;
  }

  function densityAt(z, low, middle, high, ratio) {
    const density = Math.exp((-z * z) / 2);
    if (Math.abs(ratio - 1) < 1e-6) {
      const slope = (high - low) / 2 / Z95;
      return [middle + slope * z, density / slope];
    }
    const growth = ratio ** (z / Z95);
    const scale = ((high - low) * ratio) / (1 + ratio) / (ratio - 1);
    return [middle + scale * (growth - 1), density / ((scale * growth * Math.log(ratio)) / Z95)];
  }

  function pathsOf(low, middle, high) {
    const width = high - low;
    const skew = (high - middle) / Math.max(middle - low, width / SKEWED);
    const ratio = Math.min(Math.max(skew, 1 / SKEWED), SKEWED);
    const start = low - MARGIN * width;
    const span = (1 + 2 * MARGIN) * width;
    const points = Array.from({ length: STEPS }, (_, step) =>
      densityAt(FARTHEST * ((2 * step) / (STEPS - 1) - 1), low, middle, high, ratio),
    ).filter(([x]) => x >= start && x <= start + span);
    const highest = Math.max(...points.map(([, y]) => y));
    const place = (x) => ((x - start) / span) * WIDTH;
    const drawn = points.map(([x, y]) => [place(x), BASE - (y / highest) * (BASE - TOP)]);
    const join = (each) => each.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
    const inner = drawn.filter(([x]) => x >= place(low) && x <= place(high));
    const area = inner.length ? `M${inner[0][0]} ${BASE}L${join(inner)}L${inner.at(-1)[0]} ${BASE}Z` : "";
    return { outline: `M${join(drawn)}`, area, middle: place(middle) };
  }

  function svg(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function drawCurve(question) {
    const picture = question.querySelector("[data-quantiles-picture]");
    if (!picture) return;
    const words = question.querySelector("[data-quantiles-words]");
    const typed = ["p5", "p50", "p95"].map((part) => document.getElementById(`${question.id}-${part}`).value);
    const [low, middle, high] = typed.map(readNumber);
    picture.replaceChildren();
    words.textContent = "";
    if (!(low <= middle && middle <= high && low < high)) return;
    const { outline, area, middle: x } = pathsOf(low, middle, high);
    const curve = svg("svg", { class: "curve", viewBox: "0 0 320 96", "aria-hidden": "true" });
    curve.append(
      svg("path", { class: "curve-half", d: area }),
      svg("path", { class: "curve-line", d: outline }),
      svg("line", { class: "curve-base", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }),
      svg("line", { class: "curve-middle", x1: x, x2: x, y1: TOP, y2: BASE }),
    );
    picture.append(curve);
    const bare = typed.map((text) => text.normalize("NFKC").trim().replace(/\s*(%|[^\d\s.,'’]+)$/, ""));
    words.textContent = words.dataset.pattern
      .replace("{low}", bare[0])
      .replace("{middle}", bare[1])
      .replace("{high}", bare[2]);
  }

  // What cannot be whole yet is not sent while its writer is still at it; answer.js keeps it as a draft.
  function isUnfinished(question) {
    if (question.querySelector("[data-quantiles-picture]")) {
      const filled = typedIn(question).filter((control) => control.value.trim()).length;
      return filled > 0 && filled < 3;
    }
    return [...question.querySelectorAll("[data-proposal]")].some((proposal) => {
      const parts = ["name", "low", "high"].map((part) => proposal.querySelector(`[name$="-${part}"]`).value.trim());
      return parts.some(Boolean) && !parts.every(Boolean);
    });
  }

  function hear(event) {
    const { target } = event;
    const question = target.closest?.("[data-question]");
    if (!question || target.dataset.reason || !target.name || event.detail === "left") return;
    if (target.dataset.alone !== undefined) {
      if (target.checked) standAlone(question, target);
      else giveBack(question);
    } else if (event.type === "change" || target.value.trim()) {
      if (target.checked || target.value.trim()) aloneIn(question).forEach((box) => { box.checked = false; });
    }
    const waits = joinOther(question, target);
    if (target.dataset.limit) countLetters(target);
    drawCurve(question);
    question.toggleAttribute("data-waits", waits || isUnfinished(question));
  }

  function leave(event) {
    const question = event.target.closest?.("[data-question]");
    if (!question?.hasAttribute("data-waits") || question.contains(event.relatedTarget)) return;
    question.removeAttribute("data-waits");
    event.target.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "left" }));
  }

  // Proposals appear one by one.
  for (const button of document.querySelectorAll("[data-add-proposal]")) {
    const proposals = [...questionOf(button).querySelectorAll("[data-proposal]")];
    const hide = () => { button.hidden = !proposals.some((proposal) => proposal.hidden); };
    proposals.slice(1).forEach((proposal) => { proposal.hidden = !proposal.open; });
    hide();
    button.addEventListener("click", () => {
      const next = proposals.find((proposal) => proposal.hidden);
      next.hidden = false;
      next.open = true;
      hide();
      next.querySelector("input").focus();
    });
  }

  document.addEventListener("input", hear, true);
  document.addEventListener("change", hear, true);
  document.addEventListener("focusout", leave);
  document.addEventListener("answer:shown", (event) => drawCurve(event.target));
  document.querySelectorAll("[data-question]").forEach(drawCurve);
  document.querySelectorAll("textarea[data-limit]").forEach(countLetters);
})();
